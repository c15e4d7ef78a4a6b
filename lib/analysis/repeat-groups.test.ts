import { describe, expect, it } from "vitest";
import type { GroupWithTrials } from "../contract/repeat-groups";
import type { TrialDetail } from "../contract/trial";
import { groupPicture, mayEndGroup, saidOfGroupEnd } from "./repeat-groups";

type Value = GroupWithTrials["trials"][number]["value"];

const group = (number: number, values: readonly Value[], more: Partial<GroupWithTrials> = {}): GroupWithTrials => ({
  id: `trl_${number}`,
  number,
  mean: null,
  std_error: null,
  n: values.length,
  ended: values.length,
  ended_early: false,
  standing: null,
  trials: values.map((value, index) => ({ number: number + index, index, state: "completed", value })),
  ...more,
});

describe("the picture of groups", () => {
  it("puts all values on one scale, from the lowest to the highest", () => {
    const picture = groupPicture([group(0, [1, 3], { mean: 2, std_error: 0.5 }), group(5, [5])]);
    expect(picture).toMatchObject({ low: 1, high: 5 });
    expect(picture?.rows[0]?.dots.map(({ place }) => place)).toEqual([0, 0.5]);
    expect(picture?.rows[0]?.spread).toEqual({ from: 0.125, at: 0.25, to: 0.375 });
    expect(picture?.rows[1]?.spread).toBeNull();
  });

  it("leaves out what is no finite number, and is none without any", () => {
    expect(groupPicture([group(0, [null, "NaN"]), group(4, ["Infinity"])])).toBeNull();
    expect(groupPicture([group(0, [null, 2, "NaN"])])?.rows[0]?.dots).toEqual([{ number: 1, place: 0.5 }]);
  });

  it("keeps one value that is far away from squeezing all others together", () => {
    const many = Array.from({ length: 20 }, (_, index) => index / 20);
    const places = groupPicture([group(0, [...many, 1e9])])?.rows[0]?.dots.map(({ place }) => place) ?? [];
    expect(places.at(-1)).toBe(1);
    expect(Math.max(...places.slice(0, -1)) - Math.min(...places)).toBeGreaterThan(0.1);
  });

  it("says who is out: eliminated, beaten, withdrawn and outranked, not a contender", () => {
    const standings = ["winner", "contender", "beaten", "withdrawn", "eliminated", "outranked"] as const;
    const picture = groupPicture(standings.map((standing, index) => group(index, [index], { standing })));
    expect(picture?.rows.map(({ isOut }) => isOut)).toEqual([false, false, true, true, true, true]);
  });
});

describe("ending a group", () => {
  const sibling = (index: number | null, state: TrialDetail["siblings"][number]["state"]) => ({
    id: `trl_${index}`,
    number: index ?? 9,
    index,
    state,
    stopping: false,
    values: {},
  });
  const may = (...siblings: TrialDetail["siblings"]) =>
    mayEndGroup({ siblings, group_ended_early: false }, { max: 2, rule: "all" });

  it("is offered while something of it is open or may yet be made, and not twice", () => {
    expect(may(sibling(0, "completed"))).toBe(true);
    expect(may(sibling(0, "completed"), sibling(1, "running"))).toBe(true);
    expect(may(sibling(0, "completed"), sibling(1, "cancelled"))).toBe(true);
    expect(may(sibling(0, "completed"), sibling(null, "completed"))).toBe(true);
    expect(may(sibling(0, "completed"), sibling(1, "failed"))).toBe(false);
    expect(may()).toBe(false);
    const ended = { siblings: [sibling(0, "completed")], group_ended_early: true };
    expect(mayEndGroup(ended, { max: 2, rule: "all" })).toBe(false);
  });

  it("says what became of its open trials", () => {
    const said = (stopping: number, cancelled: number) => saidOfGroupEnd({ group_id: "trl_0", stopping, cancelled });
    expect(said(0, 0)).toBe("The group has ended");
    expect(said(1, 2)).toBe("The group has ended: 2 trials cancelled, 1 trial will stop with the next report");
  });
});
