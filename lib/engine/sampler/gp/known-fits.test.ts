import { describe, expect, test } from "vitest";
import { suggest } from "../../engine";
import type { HistoryEntry, LossEntry } from "../../history";
import { plainKernels } from "../../linalg/plain-kernels";
import type { SuggestMessage } from "../../messages";
import { mustParse } from "../../testing/arbitrary-space";
import { GpOptions } from "./definition";
import { fittedEntries, rememberedFits } from "./known-fits";

const entry = (number: number, outcome: LossEntry["outcome"] = "completed"): LossEntry => ({
  number,
  assignments: { x: number },
  fingerprint: String(number),
  outcome,
  losses: outcome === "completed" ? [number] : null,
  excess: [],
});
const entries = (count: number, outcome?: LossEntry["outcome"]) =>
  Array.from({ length: count }, (_, number) => entry(number, outcome));

describe("hyperparameters are fitted", () => {
  test("to every trial while there are fewer than forty", () => {
    for (const count of [2, 20, 39, 40]) expect(fittedEntries(entries(count))).toHaveLength(count);
  });

  test("to never less than ten elevenths of the trials, and to the same ones until there are a tenth more", () => {
    const fitted = Array.from({ length: 2_000 }, (_, count) => fittedEntries(entries(count)).length);
    for (const [count, used] of fitted.entries()) expect(used).toBeGreaterThanOrEqual(Math.floor(count / 1.1));
    expect(new Set(fitted.slice(100, 1_000)).size).toBeLessThan(27);
  });

  test("to all trials while hardly any has a result", () => {
    const all = [...entries(50, "failed"), entry(50), entry(51)];
    expect(fittedEntries(all)).toBe(all);
  });

  test("not anew for a trial that was stopped early or cancelled, of which no observation is made", () => {
    const problem = {
      space: mustParse({ x: { type: "int", low: 0, high: 100 } }),
      objectives: [{ metric: "loss", direction: "minimize" }],
      seed: "stopped",
    } as const;
    let fits = 0;
    const fitsAfter = (known: readonly LossEntry[]): number => {
      const state = { problem, options: GpOptions.parse({}), entries: known };
      rememberedFits("count", { state, kernels: plainKernels }, () => {
        fits += 1;
        return fits;
      });
      return fits;
    };
    const results = entries(12);
    expect(fitsAfter(results)).toBe(1);
    expect(fitsAfter([...results, entry(12, "pruned"), entry(13, "cancelled")])).toBe(1);
    expect(fitsAfter([...results, entry(12, "pruned"), entry(13)])).toBe(2);
  });
});

test("a study served trial by trial and one that nothing is remembered of get the same suggestion", () => {
  const message = (history: readonly HistoryEntry[], seed: string): SuggestMessage => ({
    problem: {
      space: mustParse({ x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } }),
      objectives: [{ metric: "loss", direction: "minimize" }],
      outcomeConstraints: [{ metric: "size", lte: 1 }],
      seed,
    },
    sampler: { name: "gp", options: {} },
    effort: { candidates: 128, searches: 2 },
    history,
    pending: [],
    numbers: [history.length],
  });
  const trial = (number: number): HistoryEntry => {
    const [x, y] = [(number * 0.618) % 1, (number * 0.414) % 1];
    const failed = x > 0.9;
    return {
      number,
      assignments: { x, y },
      outcome: failed ? "failed" : "completed",
      ...(failed ? {} : { values: { loss: (x - 0.3) ** 2 + y, size: x + y } }),
    };
  };
  const history = Array.from({ length: 53 }, (_, number) => trial(number));
  const served = Array.from({ length: 14 }, (_, late) => suggest(message(history.slice(0, 40 + late), "study"))).at(-1);
  // Another study in between changes nothing, and takes its place in memory.
  for (let other = 0; other < 20; other += 1) suggest(message(history.slice(0, 3), `other ${other}`));
  expect(suggest(message(history, "study"))).toEqual(served);
});
