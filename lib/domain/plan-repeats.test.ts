import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planRepeats, type RaceView, type RepeatPlan, type RepeatView } from "./plan-repeats";

const ALL: RepeatView = {
  repeats: { max: 3, rule: "all" },
  direction: "minimize",
  room: 30,
  max_trials: 30,
  exhausted: false,
  queued: 0,
  open_firsts: { count: 0 },
  incomplete: [],
  unraced: [],
  race: null,
};
const RACE: RepeatView = {
  ...ALL,
  repeats: { max: 5, rule: "race", error_rate: 0.4, min: 2 },
  max_trials: 100,
  room: 80,
};

const waiting = (wanted: number) => ({ wanted, ahead: false });
const groups = (count: number, value: (index: number) => number | null = (index) => index) =>
  Array.from({ length: count }, (_, index) => ({ group_id: `g${index}`, value: value(index) }));
const ended = (...values: (number | null)[]) => values.map((value, index) => ({ index, ended: true, value }));
const raceOf = (racers: Readonly<Record<string, RaceView["racers"][number]["blocks"]>>): RaceView => ({
  number: 0,
  racers: Object.entries(racers).map(([group, blocks]) => ({
    group,
    decision: null,
    outside: false,
    over: false,
    blocks,
  })),
});
const inRace = (race: RaceView, group: string, change: Partial<RaceView["racers"][number]>): RaceView => ({
  ...race,
  racers: race.racers.map((one) => (one.group === group ? { ...one, ...change } : one)),
});
const decided = ({ decisions }: RepeatPlan) => decisions.map(({ group, decision }) => `${group} ${decision}`);

describe("the rule all", () => {
  const incomplete = [
    { group_id: "a", members: 1, frozen: true, free: [1, 2] },
    { group_id: "b", members: 2, frozen: true, free: [2] },
    { group_id: "shelf", members: 1, frozen: false, free: [] },
  ];

  it("makes the repeats of the oldest group first, and none of what may still be rewritten", () => {
    const { repeats } = planRepeats({ ...ALL, incomplete }, waiting(9));
    expect(repeats).toEqual([
      { group: "a", index: 1 },
      { group: "a", index: 2 },
      { group: "b", index: 2 },
    ]);
  });

  it("makes what is missing in its place, and no more than a group lacks", () => {
    const view = { ...ALL, incomplete: [{ group_id: "a", members: 2, frozen: true, free: [0, 1] }] };
    expect(planRepeats(view, waiting(9)).repeats).toEqual([{ group: "a", index: 0 }]);
  });

  it("R12 keeps of the budget what the groups that have begun still need, and spends the rest on whole groups and one more", () => {
    // 5 repeats are due in all, 2 of them later: 2 of the 7 that are left are free.
    expect(planRepeats({ ...ALL, incomplete, room: 7 }, waiting(9)).room).toBe(1);
    expect(planRepeats({ ...ALL, incomplete, room: 5 }, waiting(9)).room).toBe(0);
    expect(planRepeats({ ...ALL, incomplete, room: 3 }, waiting(9)).room).toBe(0);
    expect(planRepeats({ ...ALL, room: 9 }, waiting(9)).room).toBe(3);
    expect(planRepeats({ ...ALL, room: 1 }, waiting(1)).room).toBe(1);
  });

  it("asks the sampler for a third of what waits, as the others get the repeats", () => {
    expect(planRepeats(ALL, waiting(8)).wanted).toBe(3);
    expect(planRepeats({ ...ALL, queued: 8 }, waiting(8))).toMatchObject({ repeats: [], wanted: 0 });
  });

  it("R12 R34 never plans beyond the budget, and always something where there is room", () => {
    const view = fc.record({
      room: fc.integer({ min: 1, max: 12 }),
      sizes: fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 6 }),
      wanted: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(view, ({ room, sizes, wanted }) => {
        const begun = sizes.map((members, index) => ({
          group_id: `g${index}`,
          members,
          frozen: true,
          free: [0, 1, 2].slice(members),
        }));
        const plan = planRepeats({ ...ALL, room, incomplete: begun }, waiting(wanted));
        expect(plan.repeats.length).toBeLessThanOrEqual(room);
        expect(plan.repeats.length + Math.min(plan.room, plan.wanted)).toBeGreaterThan(0);
      }),
      { seed: 5 },
    );
  });
});

describe("the rule race", () => {
  it("begins when a cohort has its first results: the best four enter, the others are outranked", () => {
    expect(planRepeats({ ...RACE, unraced: groups(9) }, waiting(1)).decisions).toEqual([]);
    const plan = planRepeats(
      { ...RACE, unraced: groups(10, (index) => (index === 3 ? null : 10 - index)) },
      waiting(1),
    );
    expect(decided(plan).filter((text) => text.endsWith("entered"))).toEqual(
      ["g6", "g7", "g8", "g9"].map((id) => `${id} entered`),
    );
    expect(decided(plan)).toContain("g3 outranked");
    const upwards = planRepeats({ ...RACE, direction: "maximize", unraced: groups(10) }, waiting(1));
    expect(decided(upwards)).toContain("g9 entered");
    expect(decided(upwards)).toContain("g0 outranked");
  });

  it("begins with fewer when the budget or the sampler has no more for a cohort", () => {
    expect(planRepeats({ ...RACE, unraced: groups(3), room: 6 }, waiting(1)).decisions).toHaveLength(3);
    expect(planRepeats({ ...RACE, unraced: groups(3), room: 7 }, waiting(1)).decisions).toEqual([]);
    const dry = { ...RACE, unraced: groups(3), exhausted: true };
    expect(planRepeats(dry, waiting(1)).decisions).toHaveLength(3);
    expect(planRepeats({ ...dry, open_firsts: { count: 1 } }, waiting(1)).decisions).toEqual([]);
  });

  it("has the winner of the last race defend its place", () => {
    const last: RaceView = {
      number: 4,
      racers: [{ group: "champion", decision: "won", outside: false, over: false, blocks: ended(1, 1, 1) }],
    };
    const { decisions } = planRepeats({ ...RACE, race: last, unraced: groups(10) }, waiting(1));
    expect(decisions[0]).toEqual({ race: 5, group: "champion", decision: "entered", blocks: 3 });
    const moved = inRace(last, "champion", { outside: true });
    const later = planRepeats({ ...RACE, race: moved, unraced: groups(10) }, waiting(1));
    expect(later.decisions[0]).toEqual({ race: 5, group: "champion", decision: "withdrawn", blocks: 3 });
    const nobody = planRepeats({ ...RACE, race: last, unraced: groups(10, () => null) }, waiting(1));
    expect(decided(nobody).filter((text) => !text.endsWith("outranked"))).toEqual([]);
  });

  const two = raceOf({ a: ended(1), b: ended(2) });

  it("repeats contenders block by block for those who wait, and gives the others new assignments", () => {
    const plan = planRepeats({ ...RACE, race: two }, waiting(5));
    expect(plan).toMatchObject({ wanted: 3, room: 78, decisions: [] });
    expect(plan.repeats).toEqual([
      { group: "a", index: 1 },
      { group: "b", index: 1 },
    ]);
    const out = raceOf({ a: [...ended(1), { index: 1, ended: false, value: null }], b: ended(2) });
    expect(planRepeats({ ...RACE, race: out }, waiting(5)).repeats).toEqual([{ group: "b", index: 1 }]);
  });

  it("makes nothing ahead that might be out before somebody comes, but all of it when there is nothing else to do", () => {
    expect(planRepeats({ ...RACE, race: two }, { wanted: 1, ahead: true })).toMatchObject({ repeats: [], wanted: 0 });
    expect(planRepeats({ ...RACE, race: two, exhausted: true }, { wanted: 1, ahead: true }).repeats).toHaveLength(2);
  });

  it("eliminates who is significantly worse, and the race ends with who is left", () => {
    const plan = planRepeats({ ...RACE, race: raceOf({ a: ended(1, 2, 3), b: ended(11, 12.1, 13) }) }, waiting(1));
    expect(decided(plan)).toEqual(["b eliminated", "a won"]);
    expect(plan.decisions[0]).toMatchObject({ by: "a", blocks: 2 });
  });

  it("ends after max blocks with the best on average of those left", () => {
    const even = { a: ended(1, 0, 1, 0, 1), b: ended(0, 1, 0, 1, 0.5) };
    expect(decided(planRepeats({ ...RACE, race: raceOf(even) }, waiting(1)))).toEqual(["b won", "a beaten"]);
  });

  it("lets a decision stand though a value was corrected since, and waits for nobody who is out", () => {
    const race = raceOf({ a: ended(1, 2, 3), b: ended(1, 2, 3.1), c: ended(1, 2) });
    const corrected = inRace(race, "c", { decision: "eliminated" });
    const { repeats, decisions } = planRepeats({ ...RACE, race: corrected }, waiting(2));
    expect(decisions.filter(({ group }) => group === "c")).toEqual([]);
    expect(repeats).toEqual([
      { group: "a", index: 3 },
      { group: "b", index: 3 },
    ]);
  });

  it("takes a trial without a value that counts for one that lost its block, not for the end of its group", () => {
    const plan = planRepeats({ ...RACE, race: raceOf({ a: ended(1, null, 1), b: ended(2, 2, 2) }) }, waiting(2));
    expect(plan.decisions).toEqual([]);
    expect(plan.repeats).toHaveLength(2);
  });

  it("R15 makes a block that was cancelled again, and judges nobody by it", () => {
    const hole = ended(1, 1, 1).filter(({ index }) => index !== 1);
    const { repeats, decisions } = planRepeats(
      { ...RACE, race: raceOf({ a: hole, b: ended(2, 2.1, 2.2), c: ended(3, 3.1, 3.3) }) },
      waiting(9),
    );
    expect(decisions).toEqual([]);
    expect(repeats).toEqual([{ group: "a", index: 1 }]);
  });

  it("R34 goes on without those whose assignments left the search space, and is over when nobody is left", () => {
    const race = raceOf({ a: ended(1), b: ended(2, 2), c: ended(3, 3) });
    const { repeats, decisions } = planRepeats({ ...RACE, race: inRace(race, "a", { outside: true }) }, waiting(9));
    expect(decisions).toEqual([{ race: 0, group: "a", decision: "withdrawn", blocks: 1 }]);
    expect(repeats).toEqual([
      { group: "b", index: 2 },
      { group: "c", index: 2 },
    ]);
    const gone = { ...race, racers: race.racers.map((one) => ({ ...one, outside: true })) };
    expect(decided(planRepeats({ ...RACE, race: gone }, waiting(9)))).toEqual([
      "a withdrawn",
      "b withdrawn",
      "c withdrawn",
    ]);
    const over = { ...gone, racers: gone.racers.map((one) => ({ ...one, decision: "withdrawn" as const })) };
    expect(planRepeats({ ...RACE, race: over, unraced: groups(10) }, waiting(1)).decisions).toHaveLength(10);
  });

  it("R34 races a group that was ended on the results it has, and goes on without it when more of it would be needed", () => {
    const over = (race: RaceView) => planRepeats({ ...RACE, race: inRace(race, "a", { over: true }) }, waiting(9));
    const ahead = over(raceOf({ a: ended(1, 2), b: ended(2), c: ended(1.5) }));
    expect(ahead.decisions).toEqual([]);
    expect(ahead.repeats).toEqual([
      { group: "c", index: 1 },
      { group: "b", index: 1 },
    ]);
    const level = over(raceOf({ a: ended(1, 2), b: ended(2, 1), c: ended(1.5, 1.5) }));
    expect(level.decisions).toEqual([{ race: 0, group: "a", decision: "withdrawn", blocks: 2 }]);
    expect(level.repeats.map(({ group }) => group).toSorted()).toEqual(["b", "c"]);
    const running = [...ended(1, 2), { index: 2, ended: false, value: null }];
    const stopping = over(raceOf({ a: running, b: ended(2, 1), c: ended(1.5, 1.5) }));
    expect(stopping.decisions).toEqual([]);
  });
});
