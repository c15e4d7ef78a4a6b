import fc from "fast-check";
import { expect, test } from "vitest";
import { Patience, TRANSFER_PACE } from "./pace";

/** Seconds until the patience with somebody who moves so many bytes every so often is over; undefined: never within a day. */
function endsAfter(bytes: number, everyMs: number): number | undefined {
  const patience = new Patience(TRANSFER_PACE);
  for (let ms = 0; ms < 86_400_000; ms += everyMs) {
    patience.waited(everyMs);
    if (patience.leftMs <= 0) return (ms + everyMs) / 1000;
    patience.moved(bytes);
  }
  return undefined;
}

test("S16 whoever trickles is given up within a minute, however often a byte comes; at the least pace nobody is", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 25_000 }),
      fc.double({ min: 0, max: 0.5, noNaN: true }),
      (everyMs, share) => {
        const atLeastPace = (TRANSFER_PACE.bytesPerSecondMin * everyMs) / 1000;
        expect(endsAfter(atLeastPace * share, everyMs) ?? Infinity).toBeLessThanOrEqual(85);
      },
    ),
    { seed: 11, numRuns: 50 },
  );
  for (const everyMs of [1000, 10_000, 29_000])
    expect(endsAfter((TRANSFER_PACE.bytesPerSecondMin * everyMs) / 1000, everyMs)).toBeUndefined();
  expect(endsAfter(1, 29_000)).toBeLessThanOrEqual(58);
});
