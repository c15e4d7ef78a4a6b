import { describe, expect, test } from "vitest";
import type { Problem, Source } from "../problem";
import { mustParse } from "../testing/arbitrary-space";
import { placedSources } from "./source-results";
import { startPoints } from "./start-points";

const SPACE = mustParse({
  x: { type: "float", low: 0, high: 1 },
  model: { type: "categorical", choices: ["linear", "tree"], default: "tree" },
  depth: { type: "int", low: 1, high: 9, when: { model: "tree" } },
});

const problem = (sources: readonly Source[], fields: Partial<Problem> = {}): Problem => ({
  space: SPACE,
  objectives: [{ metric: "loss", direction: "minimize" }],
  sources,
  seed: "start",
  ...fields,
});
const source = (...results: readonly (readonly [Source["results"][number]["assignments"], number])[]): Source => ({
  results: results.map(([assignments, loss]) => ({ assignments, values: { loss } })),
});
const rowsOf = (asked: Problem) => startPoints(asked).map(({ row }) => row);

describe("results of another study, read in this one's space", () => {
  test("a parameter that the other study lacked takes its default, or its middle", () => {
    expect(rowsOf(problem([source([{ x: 0.25 }, 1])]))).toEqual([[0.25, "tree", 5]]);
    expect(placedSources(problem([source([{ x: 0.25 }, 1])]))[0].informs).toEqual([true, false, false]);
  });

  test("a number beyond the range begins at its end and keeps its place for the model", () => {
    const asked = problem([source([{ x: 1.5, model: "linear" }, 1])]);
    expect(rowsOf(asked)).toEqual([[1, "linear", undefined]]);
    expect([...placedSources(asked)[0].results[0].units]).toEqual([1.5, 0.25, Number.NaN]);
  });

  test("an unknown choice, a text for a number, a far number, a missing metric: left out, and no error", () => {
    const strange = source(
      [{ x: 0.5, model: "forest" }, 1],
      [{ x: "half" }, 1],
      [{ x: 40 }, 1],
      [{ x: 0.5, model: "linear" }, Number.NaN],
    );
    const unmeasured: Source = { results: [{ assignments: { x: 0.1 }, values: { accuracy: 1 } }] };
    expect(placedSources(problem([strange, unmeasured]))).toEqual([]);
    expect(startPoints(problem([strange, unmeasured]))).toEqual([]);
  });

  test("values are read in this study's direction, whatever the other's was", () => {
    const results = source([{ x: 0.1 }, 1], [{ x: 0.2 }, 2], [{ x: 0.3 }, 3], [{ x: 0.4 }, 4]);
    const upward = problem([results], { objectives: [{ metric: "loss", direction: "maximize" }] });
    expect(rowsOf(problem([results]))).toEqual([[0.1, "tree", 5]]);
    expect(rowsOf(upward)).toEqual([[0.4, "tree", 5]]);
  });
});

describe("points to begin with", () => {
  const space = mustParse({ x: { type: "float", low: 0, high: 1 } });
  /** Forty points of the line; the loss is the distance from `optimum`. */
  const line = (optimum: number): Source =>
    source(...Array.from({ length: 40 }, (_, index) => [{ x: index / 40 }, Math.abs(index / 40 - optimum)] as const));

  test("sources take turns, and no point is near one already chosen", () => {
    const xs = rowsOf(problem([line(0.2), line(0.7)], { space })).map(([x]) => Number(x));
    expect(xs.slice(0, 2)).toEqual([0.2, 0.7]);
    expect(xs.length).toBeGreaterThan(2);
    for (const [index, x] of xs.entries()) {
      for (const other of xs.slice(index + 1)) expect(Math.abs(x - other)).toBeGreaterThanOrEqual(0.1 - 1e-12);
    }
  });

  test("only the better quarter of a source is good enough", () => {
    expect(rowsOf(problem([line(0.2)], { space })).every(([x]) => Math.abs(Number(x) - 0.2) <= 0.126)).toBe(true);
  });

  test("points that break a constraint of this study are passed over", () => {
    const bounded = mustParse({ x: { type: "float", low: 0, high: 1 } }, [{ expr: "x >= 0.21" }]);
    expect(rowsOf(problem([line(0.2)], { space: bounded }))[0]).toEqual([0.225]);
  });

  test("what kept this study's bounds comes before what did not", () => {
    const results = Array.from({ length: 8 }, (_, index) => ({
      assignments: { x: index / 8, model: "linear" },
      values: { loss: index, size: index < 4 ? 9 : 1 },
    }));
    const bounded = problem([{ results }], { outcomeConstraints: [{ metric: "size", lte: 2 }] });
    expect(rowsOf(bounded)[0]).toEqual([0.5, "linear", undefined]);
  });

  test("of several objectives each one's best has a turn, in whatever order a study lists them", () => {
    const results = Array.from({ length: 20 }, (_, index) => ({
      assignments: { x: index / 19, model: "linear" },
      values: { loss: index, cost: -index },
    }));
    const [loss, cost] = [
      { metric: "loss", direction: "minimize" },
      { metric: "cost", direction: "minimize" },
    ] as const;
    const rows = rowsOf(problem([{ results }], { objectives: [loss, cost] }));
    expect(rows.slice(0, 2)).toEqual([
      [1, "linear", undefined],
      [0, "linear", undefined],
    ]);
    expect(rowsOf(problem([{ results }], { objectives: [cost, loss] }))).toEqual(rows);
  });
});
