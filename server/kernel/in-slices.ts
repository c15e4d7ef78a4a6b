import { setImmediate as others } from "node:timers/promises";

/** So long may work on many items keep everybody else of the process waiting. */
const SLICE_MS = 10;

/** Works on items one after the other, and lets others go first again and again. */
export async function inSlices<Item>(items: Iterable<Item>, work: (item: Item) => void): Promise<void> {
  let until = performance.now() + SLICE_MS;
  for (const item of items) {
    work(item);
    if (performance.now() < until) continue;
    await others();
    until = performance.now() + SLICE_MS;
  }
}
