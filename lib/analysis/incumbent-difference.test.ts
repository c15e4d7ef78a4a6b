import { describe, expect, it } from "vitest";
import type { Objective } from "@/lib/contract/study";
import type { Trial } from "@/lib/contract/trial";
import { type ComparedIncumbent, incumbentDifference } from "./incumbent-difference";

const accuracy: Objective = { metric: "accuracy", direction: "maximize" };
const space = { rate: { type: "float", low: 1e-4, high: 1, scale: "log" }, width: { type: "int", low: 1, high: 9 } };

function incumbent(value: Trial["values"][string]["value"], assignments: Trial["assignments"]): ComparedIncumbent {
  const trial = {
    number: 5,
    assignments,
    values: { accuracy: { value, standard_error: null } },
    started_at: "2026-01-01T00:00:00Z",
    finished_at: "2026-01-01T00:01:30Z",
  };
  return { space, trial: trial as unknown as Trial }; // only what the view model reads
}

const cellsOf = (rows: ReturnType<typeof incumbentDifference>, name: string) =>
  rows.find((row) => row.name === name)?.cells.map(({ text, marks }) => [text, ...marks]);

describe("incumbents side by side", () => {
  const rows = incumbentDifference(
    [
      incumbent(0.9, { rate: 0.01, width: 3 }),
      incumbent(0.95, { rate: 0.1, width: 5 }),
      { space: { ...space, extra: { type: "bool" } }, trial: null },
    ],
    accuracy,
  );

  it("mark the best value, in the objective's direction", () => {
    expect(cellsOf(rows, "accuracy")).toEqual([["0.9"], ["0.95", "best"], [null]]);
    const [least] = incumbentDifference([incumbent(0.9, {}), incumbent(0.95, {})], {
      ...accuracy,
      direction: "minimize",
    });
    expect(least?.cells.map(({ marks }) => marks)).toEqual([["best"], []]);
  });

  it("say how far each parameter is from the first study's: a factor on log scales, else a difference", () => {
    expect(cellsOf(rows, "rate")).toEqual([["0.01"], ["0.1", "×10"], [null]]);
    expect(cellsOf(rows, "width")).toEqual([["3"], ["5", "+2"], [null]]);
  });

  it("leave a gap where a study has no incumbent or no such parameter", () => {
    expect(cellsOf(rows, "extra")).toEqual([[null], [null], [null]]);
    expect(cellsOf(rows, "Ran for")).toEqual([["1 min 30 s"], ["1 min 30 s"], [null]]);
  });

  it("call nobody the best where all are equal", () => {
    const [equal] = incumbentDifference([incumbent(0.9, {}), incumbent(0.9, {})], accuracy);
    expect(equal?.cells.every(({ marks }) => marks.length === 0)).toBe(true);
  });
});
