import { describe, expect, it } from "vitest";
import { optimizationHistory } from "./optimization-history";
import { optimizationHistoryTable } from "./optimization-history-table";
import { parallelCoordinates, parallelTable } from "./parallel-coordinates";
import { plotCellFormats } from "./plot-cell-format";
import type { PlotTable } from "./plot-table";
import { slicePlot } from "./slice";
import { trialPoint } from "./testing/trial-point";
import { trialTable } from "./trial-table";

const objective = { metric: "loss", direction: "minimize" } as const;
const points = [
  trialPoint({ number: 0, values: { loss: 1 / 3 }, params: { rate: 0.1, kind: "a" } }),
  trialPoint({ number: 1, state: "failed", params: { rate: 0.2 } }),
  trialPoint({ number: 2, values: { loss: "NaN" }, params: { rate: 0.3, kind: null } }),
  trialPoint({ number: 3, values: { loss: 0.25 }, params: { rate: 0.4, kind: "b" } }),
];

describe("a plot's table", () => {
  it("of the history has each trial that is drawn, exact, with the best when it ended", () => {
    const history = optimizationHistory({ points, objective, axis: "trial" });
    expect(optimizationHistoryTable({ history, objective, axis: "trial" }).rows).toEqual([
      [0, "completed", 1 / 3, 1 / 3],
      [1, "failed", null, 1 / 3],
      [2, "completed", "NaN", 1 / 3],
      [3, "completed", 0.25, 0.25],
    ]);
  });

  it("of trials leaves a gap where a parameter was inactive, which is not null chosen or NaN told", () => {
    const table = trialTable({ points, parameters: ["rate", "kind"], metrics: ["loss"] });
    expect(table.columns.map(({ name, numeric }) => [name, numeric])).toEqual([
      ["Trial", true],
      ["State", false],
      ["rate", true],
      ["kind", false],
      ["loss", true],
    ]);
    expect(table.rows[1]).toEqual([1, "failed", 0.2, null, null]);
    expect(table.rows[2]?.at(-1)).toBe("NaN");
  });

  it("of parallel coordinates lists what is drawn, best first; of slices what has a value", () => {
    const study = {
      objectives: [objective],
      search_space: { rate: { type: "float", low: 0, high: 1 }, kind: { type: "categorical", choices: ["a", "b"] } },
    };
    const plot = parallelCoordinates({ study, points });
    expect(parallelTable({ plot, points }).rows.map(([number]) => number)).toEqual(
      expect.arrayContaining([0, 1, 2, 3]),
    );
    expect(parallelTable({ plot, points }).rows[0]).toEqual([3, "completed", 0.4, "b", 0.25]);
    expect(slicePlot({ study, points, objective }).scored.map(({ number }) => number)).toEqual([0, 3]);
  });

  it("names the imported trials in a column of its own, which is there only with one of them", () => {
    const mixed = [...points, trialPoint({ number: 4, values: { loss: 1 }, params: { rate: 1 }, imported: true })];
    const origins = (table: PlotTable): readonly unknown[] => {
      const column = table.columns.findIndex(({ name }) => name === "Origin");
      return column < 0 ? [] : table.rows.flatMap((row) => [[row[0], row[column]]]);
    };
    const study = { objectives: [objective], search_space: { rate: { type: "float", low: 0, high: 1 } } };
    const tablesOf = (trials: typeof points): readonly PlotTable[] => [
      trialTable({ points: trials, parameters: ["rate"], metrics: ["loss"] }),
      parallelTable({ plot: parallelCoordinates({ study, points: trials }), points: trials }),
      optimizationHistoryTable({
        history: optimizationHistory({ points: trials, objective, axis: "trial" }),
        objective,
        axis: "trial",
      }),
    ];
    for (const table of tablesOf(mixed)) {
      expect(table.rows.every((row) => row.length === table.columns.length)).toBe(true);
      expect(origins(table)).toEqual(
        expect.arrayContaining([
          [0, null],
          [4, "imported"],
        ]),
      );
    }
    for (const table of tablesOf(points)) expect(origins(table)).toEqual([]);
  });

  it("writes the digits of a column below each other, and gaps as gaps", () => {
    const [format] = plotCellFormats({ columns: [{ name: "x", numeric: true }], rows: [[0.5], [0.25], [null]] });
    expect([0.5, 0.25, null].map((cell) => format?.(cell))).toEqual(["0.50", "0.25", null]);
  });
});
