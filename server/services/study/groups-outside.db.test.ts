import { afterAll, beforeAll, expect, test } from "vitest";
import type { HandedOutTrial } from "@/lib/contract/ask";
import type { Assignments } from "@/lib/contract/search-space";
import type { Study } from "@/lib/contract/study";
import { toUuid } from "@/server/kernel/ids";
import { runLoops } from "../testing/noisy-loops";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { expectWholeGroups, repeatOf } from "../testing/whole-groups";
import { enqueueTrials } from "../trial/enqueue-trials";
import { updateStudy } from "./update-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const ALL = { max: 3, rule: "all" } as const;
const RACE = { max: 6, rule: "race", error_rate: 0.4, min: 2 } as const;

const enqueue = (study: Study, ...trials: readonly object[]) =>
  runService({
    service: enqueueTrials,
    context: spaces.one.owner,
    input: { study_id: study.id, trials: trials as { assignments: Assignments }[] },
  });

const X = { type: "float", low: 0, high: 1, default: 0.5 } as const;
const K = { type: "int", low: 1, high: 1000, default: 10 } as const;
const changeSpace = (study: Study, search_space: object) =>
  runService({
    service: updateStudy,
    context: spaces.one.owner,
    input: { study_id: study.id, search_space: search_space as never },
  });

test("under all, assignments that left the search space are repeated no more, those that are still in it are, and all again once it is as before", async () => {
  const study = await driver.createStudy({ repeats: ALL, limits: { max_trials: 20 } });
  const { trials: own } = await enqueue(study, ...[0.1, 0.9].map((x) => ({ assignments: { x, k: 1 } })));
  for (const _ of own) await driver.tell(await driver.askOne(study));
  await changeSpace(study, { x: { ...X, low: 0.5 }, k: K });
  const given = [await driver.askOne(study), await driver.askOne(study), await driver.askOne(study)];
  expect(given.map((trial) => repeatOf(trial).index)).toEqual([1, 2, 0]);
  expect(given.slice(0, 2).map((trial) => repeatOf(trial).group)).toEqual([own[1]?.id, own[1]?.id]);
  expect(Number(given[2]?.assignments.x)).toBeGreaterThanOrEqual(0.5);
  await changeSpace(study, { x: X, k: K });
  const later = [await driver.askOne(study), await driver.askOne(study)];
  expect(later.map((trial) => repeatOf(trial).group)).toEqual([own[0]?.id, own[0]?.id]);
  await expectWholeGroups(spaces.admin, study);
});

test("R34 a study whose remaining groups all left the search space finishes with its sampler", async () => {
  const cells = { a: { type: "ordinal", values: [1, 2] } } as const;
  const study = await driver.createStudy({ search_space: cells, sampler: { name: "grid" }, repeats: ALL });
  await enqueue(study, { assignments: { a: 1 } }, { assignments: { a: 2 } });
  for (const _ of [1, 2]) await driver.tell(await driver.askOne(study));
  await changeSpace(study, { a: { type: "ordinal", values: [2] } });
  const { trials, ends } = await runLoops({ driver, study, workers: 1, resultOf: () => 1 });
  expect(trials.map(({ assignments, repeat }) => [assignments.a, repeat?.index])).toEqual([
    [2, 1],
    [2, 2],
  ]);
  expect(ends).toMatchObject([{ code: "study_finished", extra: { reason: "grid_exhausted" } }]);
});

test("R34 whoever leaves the search space withdraws from a race, which goes on with the others", async () => {
  const study = await driver.createStudy({ repeats: RACE, limits: { max_trials: 60 } });
  const loss = ({ assignments }: HandedOutTrial) => Number(assignments.x);
  const isInRace = (given: readonly HandedOutTrial[]) => given.some((trial) => repeatOf(trial).index === 1);
  const before = await runLoops({ driver, study, workers: 1, resultOf: loss, until: isInRace });
  const entered = async () =>
    (
      await spaces.admin.query<{ group_id: string; decision: string; x: number }>(
        `select d.group_id, d.decision, (t.assignments ->> 'x')::float8 as x from race_decision d join trial t on t.id = d.group_id
          where d.study_id = $1 and d.race = 0 and d.decision <> 'outranked' order by d.seq`,
        [toUuid(study.id)],
      )
    ).rows;
  const racers = (await entered()).map(({ x }) => x).sort((one, other) => one - other);
  const [best, second] = racers;
  if (best === undefined || second === undefined) throw new Error("There is no race.");
  const low = (best + second) / 2;
  await changeSpace(study, { x: { ...X, low, default: 0.9 }, k: K });
  const after = await runLoops({ driver, study, workers: 2, resultOf: loss });
  expect(after.ends).toMatchObject([
    { code: "study_finished", extra: { reason: "budget" } },
    { code: "study_finished", extra: { reason: "budget" } },
  ]);
  for (const { assignments } of after.trials) expect(Number(assignments.x)).toBeGreaterThanOrEqual(low);
  expect(before.trials.length).toBeGreaterThan(4);
  const decided = await entered();
  expect(decided.filter(({ x }) => x === best).map(({ decision }) => decision)).toEqual(["entered", "withdrawn"]);
  expect(decided.filter(({ decision }) => decision === "won").map(({ x }) => x)).not.toContain(best);
  expect(decided.filter(({ decision }) => decision === "won")).toHaveLength(1);
});

test("under all, groups that were outside the search space for long are repeated once it holds them again, however much was settled meanwhile", async () => {
  const study = await driver.createStudy({ repeats: { max: 2, rule: "all" }, limits: { max_trials: 200 } });
  const points = Array.from({ length: 20 }, (_, index) => ({ assignments: { x: index / 20, k: 1 } }));
  const { trials: own } = await enqueue(study, ...points);
  for (const _ of own) await driver.tell(await driver.askOne(study));
  await changeSpace(study, { x: { ...X, low: 0.45 }, k: K });
  const settled = async () =>
    (await spaces.admin.query("select settled_before from study where id = $1", [toUuid(study.id)])).rows[0]
      .settled_before;
  await runLoops({ driver, study, workers: 1, resultOf: () => 1, until: (given) => given.length === 80 });
  expect(await settled()).toBeGreaterThan(20);
  await changeSpace(study, { x: X, k: K });
  expect(await settled()).toBe(0);
  const { trials } = await runLoops({
    driver,
    study,
    workers: 1,
    resultOf: () => 1,
    until: (given) => given.length === 9,
  });
  expect(trials.map((trial) => repeatOf(trial).group)).toEqual(own.slice(0, 9).map(({ id }) => id));
});
