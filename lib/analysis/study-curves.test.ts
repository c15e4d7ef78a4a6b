import { describe, expect, test } from "vitest";
import type { StudyCurves } from "../contract/study-curves";
import { curvesTable, curvesView, describeCurves, emptyCurves } from "./study-curves";

const curve = (
  number: number,
  role: "best" | "running" | "peer",
  values: StudyCurves["curves"][number]["values"],
): StudyCurves["curves"][number] => ({
  ...{ number, role, values, imported: false },
  state: role === "running" ? "running" : role === "best" ? "completed" : "pruned",
  steps: values.map((_, step) => step + 1),
});
const data: StudyCurves = {
  metric: "loss",
  metrics: ["loss"],
  total: 4,
  thinned: false,
  curves: [
    curve(0, "best", [3, 2]),
    curve(1, "running", [4]),
    curve(2, "peer", [5, "NaN", 4]),
    curve(3, "best", [2, "Infinity"]),
  ],
};
const view = (changes: Partial<StudyCurves> = {}, rungs: readonly number[] = [1, 3]) =>
  curvesView({ data: { ...data, ...changes }, rungs, incumbent: 0 });

describe("learning curves of many trials", () => {
  test("peers lie below the best, those that run above them, the incumbent on top", () => {
    expect(view().curves.map(({ number, rank }) => [number, rank])).toEqual([
      [2, "peer"],
      [3, "best"],
      [1, "running"],
      [0, "incumbent"],
    ]);
  });

  test("what is no number is a gap, and the end of a curve is its last number", () => {
    const [peer, best] = view().curves;
    expect(peer?.points).toEqual([
      [1, 5],
      [2, null],
      [3, 4],
    ]);
    expect(best?.last).toEqual({ step: 1, value: 2 });
  });

  test("what is left out is said; a logarithmic axis is offered where every value can stand on it", () => {
    expect(view().remarks).toEqual([]);
    expect(view({ total: 9_000, thinned: true }).remarks).toEqual([
      "4 of 9,000 trials drawn: of those with a curve the best, those that run, and others evenly",
      "Long curves are thinned",
    ]);
    expect(view().canLog).toBe(true);
    expect(view({ curves: [curve(0, "best", [0, 1])] }).canLog).toBe(false);
    expect(view({ curves: [] }).canLog).toBe(false);
  });

  test("lines of rungs are drawn while they can be told apart", () => {
    expect(view({}, [1, 3, 9]).rungs).toEqual([1, 3, 9]);
    expect(
      view(
        {},
        Array.from({ length: 40 }, (_, step) => step),
      ).rungs,
    ).toEqual([]);
  });

  test("the table holds every point, and a plot without any says what it waits for", () => {
    expect(curvesTable(view(), "loss").rows).toHaveLength(8);
    expect(curvesTable(view(), "loss").rows[3]).toEqual([2, "pruned", 1, 5]);
    expect(emptyCurves(data)).toBeNull();
    expect(emptyCurves({ ...data, curves: [] })?.text).toContain("none of which has reported loss");
    expect(describeCurves(view(), "loss")).toBe("loss over steps of 4 trials, 1 of them running.");
  });
});
