import { expect, test } from "vitest";
import { floodOf, KINDS, quantile, rate } from "./testing/flood";

const LONG = { timeout: 90_000 };

test(
  "R23 on a slow database too much is refused in under 200 ms: tells and measurements outlive asks, asks outlive the rest, health answers",
  LONG,
  async () => {
    const { tallies, health, refusedMs } = await floodOf({ sheds: true });
    const seen = JSON.stringify({
      ...Object.fromEntries(KINDS.map((kind) => [kind, [tallies[kind].served, tallies[kind].refused]])),
      refusedMs: [0.5, 0.9, 1].map((share) => Math.round(quantile(refusedMs, share))),
    });
    for (const kind of KINDS) expect(tallies[kind].others).toEqual([]);
    const reports = {
      served: tallies.tell.served + tallies.measure.served,
      refused: tallies.tell.refused + tallies.measure.refused,
    };
    expect(rate(reports), seen).toBeGreaterThan(0.85);
    expect(rate(reports), seen).toBeGreaterThan(rate(tallies.ask));
    expect(tallies.ask.served, seen).toBeGreaterThan(10);
    expect(rate(tallies.ask), seen).toBeGreaterThan(rate(tallies.page));
    expect(rate(tallies.page), seen).toBeLessThan(0.5);
    expect(refusedMs.length, seen).toBeGreaterThan(50);
    // On a machine that is busy with other things too, some are heard of late.
    expect(quantile(refusedMs, 0.75), seen).toBeLessThan(200);
    expect(health.length).toBeGreaterThan(2);
    expect(new Set(health)).toEqual(new Set([200]));
  },
);

test(
  "control of R23: without the door and the gates nobody gives way, and asks wait for more than a second",
  LONG,
  async () => {
    const { tallies, refusedMs } = await floodOf({ sheds: false });
    expect(KINDS.map((kind) => tallies[kind].refused)).toEqual([0, 0, 0, 0, 0]);
    expect(refusedMs).toEqual([]);
    expect(quantile(tallies.ask.servedMs, 0.5)).toBeGreaterThan(1_000);
  },
);
