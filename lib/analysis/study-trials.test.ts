import fc from "fast-check";
import { expect, it } from "vitest";
import type { StudySeries } from "@/lib/contract/study-series";
import { mergeSeries, NO_TRIALS } from "./study-trials";
import { toTrialPoints } from "./trial-point";

function series(trials: readonly { readonly number: number; readonly loss: number | null }[]): StudySeries {
  const ordered = trials.toSorted((a, b) => a.number - b.number);
  const column = <Cell>(cell: (trial: (typeof ordered)[number]) => Cell) => ordered.map(cell);
  return {
    as_of: "2026-01-01T00:00:00Z",
    total: trials.length,
    every: 1,
    parameters_total: 2,
    numbers: column(({ number }) => number),
    states: column(({ loss }) => (loss === null ? "running" : "completed")),
    imported: column(() => false),
    feasible: column(() => true),
    stopping: [],
    started: column(() => 1),
    finished: column(({ loss }) => (loss === null ? null : 2)),
    values: [{ metric: "loss", values: column(({ loss }) => loss) }],
    parameters: [
      { name: "lr", kind: "number", values: column(({ number }) => (number % 3 === 0 ? null : number)) },
      {
        name: "kind",
        kind: "choice",
        choices: [null, "a"],
        indexes: column(({ number }) => [0, 1, null][number % 3] ?? null),
      },
    ],
  };
}

it("tells a null that was chosen from a parameter that was inactive", () => {
  const points = toTrialPoints(series([0, 1, 2].map((number) => ({ number, loss: 1 }))));
  expect(points.map(({ params }) => params)).toEqual([{ kind: null }, { lr: 1, kind: "a" }, { lr: 2 }]);
});

it("holds the last word on each trial in order of number, however the changes arrive", () => {
  const change = fc.uniqueArray(fc.record({ number: fc.nat({ max: 30 }), loss: fc.option(fc.integer()) }), {
    selector: ({ number }) => number,
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
      const merged = changes.reduce((before, trials) => mergeSeries(before, series(trials)), NO_TRIALS);
      const last = new Map(changes.flat().map((trial) => [trial.number, trial]));
      const expected = [...last.values()].toSorted((a, b) => a.number - b.number);
      expect(merged.points.map(({ number, values }) => [number, values.loss ?? null])).toEqual(
        expected.map(({ number, loss }) => [number, loss]),
      );
    }),
    { seed: 4 },
  );
});
