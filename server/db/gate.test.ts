import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Gate } from "./gate";

/** Takes a place for as long as told; gives how long it waited, or how long until it was refused. */
async function visit(gate: Gate, stayMs: number): Promise<{ served: boolean; waitedMs: number }> {
  const came = performance.now();
  try {
    const enteredAt = await gate.enter();
    const waitedMs = performance.now() - came;
    await sleep(stayMs);
    gate.leave(enteredAt);
    return { served: true, waitedMs };
  } catch (error) {
    expect(error).toMatchObject({ code: "TELLUS_BUSY" });
    return { served: false, waitedMs: performance.now() - came };
  }
}

const visits = (count: number, visitOne: () => ReturnType<typeof visit>) =>
  Promise.all(Array.from({ length: count }, visitOne));

describe("a gate", () => {
  test("lets in as many at a time as it has places, in the order in which they came", async () => {
    const gate = new Gate({ places: 2, waitingMax: 10 });
    const order: number[] = [];
    let inside = 0;
    let insideMax = 0;
    await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const enteredAt = await gate.enter();
        order.push(index);
        inside += 1;
        insideMax = Math.max(insideMax, inside);
        await sleep(5);
        inside -= 1;
        gate.leave(enteredAt);
      }),
    );
    expect(insideMax).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([gate.running, gate.waiting, gate.expectedWaitMs()]).toEqual([0, 0, 0]);
  });

  test("R23 refuses at once who would stand behind more than may wait", async () => {
    const gate = new Gate({ places: 1, waitingMax: 3 });
    const results = await visits(10, () => visit(gate, 20));
    expect(results.map(({ served }) => served)).toEqual([...Array(4).fill(true), ...Array(6).fill(false)]);
    for (const { served, waitedMs } of results) if (!served) expect(waitedMs).toBeLessThan(100);
  });

  test("R23 a burst that is worked off in time is served whole, although it is long", async () => {
    const gate = new Gate({ places: 4, waitingMax: 1000, waitMsMax: 1_000 });
    const results = await visits(60, () => visit(gate, 5));
    expect(results.every(({ served }) => served)).toBe(true);
  });

  test("R23 when those inside stay, most who wait behind them are refused within 200 ms, and later most who come at once", async () => {
    const gate = new Gate({ places: 2, waitingMax: 1000, waitMsMax: 500 });
    await visits(20, () => visit(gate, 1)); // it was quick until now
    const inside = visits(2, () => visit(gate, 3_000));
    const early = await visits(20, () => visit(gate, 1));
    expect(early.some(({ served }) => served)).toBe(false);
    expect(early.filter(({ waitedMs }) => waitedMs < 200).length).toBeGreaterThan(14);
    for (const { waitedMs } of early) expect(waitedMs).toBeLessThan(1_000);
    await sleep(600);
    const late = await visits(20, () => visit(gate, 1));
    expect(late.some(({ served }) => served)).toBe(false);
    for (const { waitedMs } of late.slice(2)) expect(waitedMs).toBeLessThan(50);
    await inside;
    expect((await visit(gate, 1)).served).toBe(true);
  });

  test("control: without a limit of the wait all of them are served, late", async () => {
    const gate = new Gate({ places: 2, waitingMax: 1000 });
    const inside = visits(2, () => visit(gate, 400));
    const behind = await visits(20, () => visit(gate, 1));
    expect(behind.every(({ served }) => served)).toBe(true);
    expect(Math.max(...behind.map(({ waitedMs }) => waitedMs))).toBeGreaterThan(300);
    await inside;
  });

  test("R23 a pause of the process's own refuses nobody: what arrived meanwhile is read first", async () => {
    const gate = new Gate({ places: 1, waitingMax: 10, waitMsMax: 200 });
    const first = visit(gate, 20);
    const second = visit(gate, 1);
    await sleep(1);
    const until = performance.now() + 400;
    while (performance.now() < until); // nothing else runs meanwhile
    expect(await Promise.all([first, second])).toMatchObject([{ served: true }, { served: true }]);
  });
});
