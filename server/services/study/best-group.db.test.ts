import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import { standardNormal, uniformOpen } from "@/lib/engine/rng/distributions";
import { makeRng } from "@/lib/engine/rng/rng";
import { toApiId, toUuid } from "@/server/kernel/ids";
import { runService } from "../testing/run-service";
import { type SeededGroup, seedGroups } from "../testing/seed-groups";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { updateTrial } from "../trial/update-trial";
import { bestTrial } from "./best-trial";
import { listGroups } from "./list-groups";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const ALL = { max: 4, rule: "all" } as const;
const makeStudy = (direction: "minimize" | "maximize" = "minimize", target?: number) =>
  driver.createStudy({
    repeats: ALL,
    limits: { max_trials: 20_000 },
    objectives: [{ metric: "loss", direction, ...(target === undefined ? {} : { target }) }],
  });

interface Figures {
  readonly group_id: string;
  readonly number: number;
  readonly mean: number;
  readonly std_error: number | null;
  readonly n: number;
  readonly ended: number;
}

async function figuresOf({ id, objectives }: Study, call: string): Promise<readonly Figures[]> {
  const [objective] = objectives;
  const { rows } = await spaces.admin.query<Figures>(
    `select g.group_id, g.number, g.mean, g.std_error, g.n, g.ended from study s cross join lateral ${call} where s.id = $1`,
    [toUuid(id), objective?.metric, objective?.direction === "maximize"],
  );
  return rows;
}

/** Sums are of the same numbers in another order. */
const close = (figures: readonly Figures[]) =>
  figures.map(({ mean, std_error, ...rest }) => ({
    ...rest,
    mean: expect.closeTo(mean, 9),
    std_error: std_error === null ? null : expect.closeTo(std_error, 9),
  }));
const searched = (study: Study) => figuresOf(study, "best_group(s, $2, $3) g");
const ranked = async (study: Study) =>
  (await figuresOf(study, "(select * from ranked_groups(s, $2, $3) r where r.place = 1) g")).filter(({ n }) => n > 0);

/** `noise`: of a value, in units of what groups differ by. */
function randomGroups(seed: string, count: number, { noise = 1, failed = 0, unfinished = 0, step = 0 }): SeededGroup[] {
  const rng = makeRng({ seed, purpose: "groups", number: 0 });
  const uniform = () => uniformOpen(rng);
  return Array.from({ length: count }, () => {
    const mean = standardNormal(rng);
    const length = uniform() < unfinished ? 1 + Math.floor(uniform() * 3) : ALL.max;
    return Array.from({ length }, () => {
      const value = mean + noise * standardNormal(rng);
      return uniform() < failed ? "failed" : step > 0 ? Math.round(value / step) * step : value;
    });
  });
}

const CASES = [
  { name: "little noise", noise: 0.1 },
  { name: "noise beyond all differences, so that it is found by rank", noise: 50 },
  { name: "many failures and groups that are not whole", failed: 0.4, unfinished: 0.5 },
  { name: "no whole group", unfinished: 1 },
  { name: "values that are equal", step: 1 },
  { name: "failures only", failed: 1 },
];

test.each(CASES)("R15 the best group that is searched for is the first of all by rank: $name", async (given) => {
  for (const direction of ["minimize", "maximize"] as const) {
    const study = await makeStudy(direction);
    await seedGroups(spaces, study, randomGroups(`${given.name} ${direction}`, 400, given));
    const found = await searched(study);
    expect(found).toEqual(close(await ranked(study)));
    expect(found).toHaveLength(given.failed === 1 ? 0 : 1);
  }
});

test("R15 the best group that is searched for is the first of all by rank: before, in and after a race", async () => {
  const race = { max: 6, rule: "race" } as const;
  const groups = [[5, 5], [4, 9], [1], [2, "failed"], [3, 3]] as const;
  const first = [
    ...[0, 1].map((group) => ({ race: 0, group, decision: "entered" as const })),
    { race: 0, group: 2, decision: "outranked" as const },
  ];
  const over = [
    ...first,
    { race: 0, group: 1, decision: "beaten" as const, by: 0 },
    { race: 0, group: 0, decision: "won" as const },
  ];
  const next = [...over, ...[0, 3, 4].map((group) => ({ race: 1, group, decision: "entered" as const }))];
  const withdrawn = [...next, { race: 1, group: 0, decision: "withdrawn" as const }];
  const bests = [undefined, 0, 0, 0, 4];
  for (const [index, decisions] of [[], first, over, next, withdrawn].entries()) {
    const study = await driver.createStudy({ repeats: race });
    const ids = await seedGroups(spaces, study, groups, decisions);
    const found = await searched(study);
    expect(found).toEqual(close(await ranked(study)));
    expect(found[0]?.group_id).toBe(ids[bests[index] ?? 2]);
  }
});

test("R15 a group of which half or more failed is behind those with values, however lucky the one it has", async () => {
  const study = await makeStudy();
  const ids = await seedGroups(spaces, study, [
    [1, "failed", "failed", "failed"],
    [2, 2, "failed", "failed"],
    [3, 3, 3, "failed"],
    [4, 4, 4, 4],
  ]);
  const { group } = await runService({ service: bestTrial, context: spaces.one.owner, input: { study_id: study.id } });
  expect(group).toMatchObject({ id: toApiId("trl", ids[2] ?? ""), mean: 3, n: 3, ended: 4 });
});

test("R12 R15 a failed trial is one of its group's and is not tried again, and a target is not reached by what is left of a group", async () => {
  const study = await driver.createStudy({
    repeats: ALL,
    limits: { max_trials: 8 },
    objectives: [{ metric: "loss", direction: "minimize", target: 1 }],
  });
  const results = [0, "failed", "failed", 0, 2, 0.5, 0.5, 0.5] as const;
  const places: (number | undefined)[] = [];
  for (const result of results) {
    const trial = await driver.askOne(study);
    places.push(trial.repeat?.index);
    await driver.tell(trial, result === "failed" ? { state: "failed", values: {} } : { values: { loss: result } });
  }
  expect(places).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  // The first group had a mean of 0 and half of its values; the second one's mean is 0.875.
  await expect(driver.ask(study)).rejects.toMatchObject({ code: "study_finished", extra: { reason: "target" } });
});

test("a group without a value has no mean, and one is not taken for what failed in the blocks that contenders share", async () => {
  const study = await makeStudy();
  await seedGroups(spaces, study, [["failed"], [7]]);
  const groups = await runService({ service: listGroups, context: spaces.one.owner, input: { study_id: study.id } });
  expect(groups.groups.map(({ number, mean, n }) => [number, mean, n])).toEqual([
    [1, 7, 1],
    [0, null, 0],
  ]);
  const racing = await driver.createStudy({ repeats: { max: 6, rule: "race" }, limits: { max_trials: 100 } });
  const entered = [0, 1].map((group) => ({ race: 0, group, decision: "entered" as const }));
  const [lucky = "", steady = ""] = await seedGroups(spaces, racing, [["failed", 5, 6], [2]], entered);
  const race = await runService({ service: listGroups, context: spaces.one.owner, input: { study_id: racing.id } });
  expect(race.groups.map(({ id }) => id)).toEqual([steady, lucky].map((id) => toApiId("trl", id)));
});

const reached = async ({ id }: Study): Promise<boolean> => {
  const { rows } = await spaces.admin.query("select group_reached_target(s) as reached from study s where id = $1", [
    toUuid(id),
  ]);
  return rows[0].reached;
};
/** By the definition, of all groups. */
const reachedByRank = async (study: Study): Promise<boolean> => {
  const target = study.objectives[0]?.target ?? Number.NaN;
  const sign = study.objectives[0]?.direction === "maximize" ? -1 : 1;
  return (await ranked(study)).some(
    ({ mean, n, ended }) => ended >= ALL.max && 2 * n > ended && sign * mean <= sign * target,
  );
};
const settle = ({ id }: Study, before: number) =>
  spaces.admin.query("update study set settled_before = $2 where id = $1", [toUuid(id), before]);

test.each([
  { name: "few trials, many failures", count: 100, failed: 0.4 },
  { name: "many trials", count: 600, failed: 0.1 },
])(
  "R15 a target is reached if the first of all groups by rank has reached it: $name",
  async ({ name, count, failed }) => {
    const found = new Set<boolean>();
    for (const direction of ["minimize", "maximize"] as const) {
      const study = await makeStudy(direction);
      await seedGroups(spaces, study, randomGroups(`${name} ${direction}`, count, { failed, unfinished: 0.3 }));
      for (const target of [-3.5, -2.5, -1, 1, 2.5, 3.5]) {
        const aimed = { ...study, objectives: [{ metric: "loss", direction, target }] };
        await spaces.admin.query("update study set objectives = $2 where id = $1", [
          toUuid(study.id),
          JSON.stringify(aimed.objectives),
        ]);
        expect(await reached(aimed), `${direction} to ${target}`).toBe(await reachedByRank(aimed));
        found.add(await reached(aimed));
      }
    }
    expect([...found].sort()).toEqual([false, true]);
  },
);

test("R15 a target is reached by a settled group once a value of it is corrected, or if a trial of it came later", async () => {
  const groups: readonly SeededGroup[] = Array.from({ length: 20 }, () => [3, 3, 3, 3]);
  const corrected = await makeStudy("minimize", 2);
  const [id] = await seedGroups(spaces, corrected, groups);
  await settle(corrected, 80);
  expect(await reached(corrected)).toBe(false);
  const trial_id = toApiId("trl", id ?? "");
  const change = { trial_id, values: { loss: -1 }, reason: "misread" };
  await runService({ service: updateTrial, context: spaces.one.owner, input: change });
  expect(await reached(corrected)).toBe(true);
  const joined = await makeStudy("minimize", 2);
  await seedGroups(spaces, joined, [...groups, [-1, 3, 3, 3]]);
  // By its last trial: the value that is as good as the target is of an earlier one.
  await settle(joined, 83);
  expect(await reached(joined)).toBe(true);
  await settle(joined, 84);
  expect(await reached(joined)).toBe(false);
});
