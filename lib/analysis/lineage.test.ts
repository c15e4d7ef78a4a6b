import { describe, expect, test } from "vitest";
import type { LineageMember } from "../contract/study-lineage";
import { emptyLineage, lineageTable, lineageView, scheduledParameters } from "./lineage";

const member = (number: number, changes: Partial<LineageMember> = {}): LineageMember => ({
  ...{ number, state: "running", parent: null, donor: null, from_step: 0, last_step: 10, value: number },
  assignments: { lr: 0.1 * (number + 1), optimizer: "adam", batch: 32 },
  ...changes,
});
const members = [
  member(0),
  member(1, { state: "pruned", last_step: 5 }),
  member(2),
  // Took the place of 1 with the checkpoint of 0, and was replaced in turn.
  member(3, { parent: 1, donor: 0, from_step: 5, last_step: 10, state: "pruned" }),
  member(4, { parent: 3, donor: 2, from_step: 10, last_step: null, value: null }),
];
const data = { metric: "loss", total: 5, members };

describe("the lineage of a population", () => {
  test("a child has its parent's place, however often that was taken over, and begins where its donor's checkpoint is", () => {
    const { founders, stretches } = lineageView({ data, direction: "minimize", parameter: null });
    expect(founders).toEqual([0, 1, 2]);
    expect(stretches.map(({ member: { number }, lane, from, to }) => [number, lane, from, to])).toEqual([
      [0, 0, 0, 10],
      [1, 1, 0, 5],
      [2, 2, 0, 10],
      [3, 1, 5, 10],
      [4, 1, 10, 10],
    ]);
  });

  test("an exploit leads from the donor to the child at the step of the checkpoint, on places and on a parameter", () => {
    expect(lineageView({ data, direction: "minimize", parameter: null }).exploits).toEqual([
      { step: 5, from: 0, to: 1, child: 3, donor: 0 },
      { step: 10, from: 2, to: 1, child: 4, donor: 2 },
    ]);
    const [exploit] = lineageView({ data, direction: "minimize", parameter: "lr" }).exploits;
    expect(exploit?.from).toBeCloseTo(0.1);
    expect(exploit?.to).toBeCloseTo(0.4);
  });

  test("the best last value is 1 in either direction; without a value there is none", () => {
    const shares = (direction: "minimize" | "maximize") =>
      lineageView({ data, direction, parameter: null }).stretches.map(({ share }) => share);
    expect(shares("minimize")).toEqual([1, 1 - 1 / 3, 1 - 2 / 3, 0, null]);
    expect(shares("maximize")[3]).toBe(1);
  });

  test("a member without the parameter is no stretch on it, and only numbers that differ are offered", () => {
    const { stretches } = lineageView({ data, direction: "minimize", parameter: "optimizer" });
    expect(stretches.every(({ at }) => at === null)).toBe(true);
    expect(scheduledParameters(data)).toEqual(["lr"]);
  });

  test("the table holds every member; what is left out is said; an empty plot says what it waits for", () => {
    const { columns, rows } = lineageTable(data, "loss");
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
    expect(rows[3]).toEqual([3, 1, "pruned", 1, 0, 5, 10, 3, expect.closeTo(0.4), "adam", 32]);
    const capped = lineageView({ data: { ...data, total: 9_000 }, direction: "minimize", parameter: null });
    expect(capped.remarks).toEqual(["The first 5 of 9,000 members"]);
    expect(emptyLineage(data)).toBeNull();
    expect(emptyLineage({ ...data, members: [member(0, { last_step: null })] })?.text).toContain("1 member placed");
  });
});
