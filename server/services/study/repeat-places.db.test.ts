import { afterAll, beforeAll, expect, test } from "vitest";
import type { HandedOutTrial } from "@/lib/contract/ask";
import type { Assignments } from "@/lib/contract/search-space";
import type { Study } from "@/lib/contract/study";
import { finishStudies } from "@/server/jobs/finish-studies";
import { toApiId, toUuid } from "@/server/kernel/ids";
import { runLoops } from "../testing/noisy-loops";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { expectWholeGroups, repeatOf, rowsOf } from "../testing/whole-groups";
import { enqueueTrials } from "../trial/enqueue-trials";
import { readTrial } from "../trial/read-trial";
import { stopTrial } from "../trial/stop-trial";
import { readStudy } from "./read-study";
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
const stop = (trial_id: string) => runService({ service: stopTrial, context: spaces.one.owner, input: { trial_id } });

/** What lies on the shelf, once something does. */
async function suggestionOf({ id }: Study): Promise<{ readonly number: number; readonly assignments: Assignments }> {
  const shelf = () =>
    spaces.admin.query<{ number: number; assignments: Assignments }>(
      "select number, assignments from trial where study_id = $1 and state = 'queued' and source = 'engine' and attempt = 0",
      [toUuid(id)],
    );
  await expect.poll(async () => (await shelf()).rowCount, { timeout: 20_000 }).toBeGreaterThan(0);
  const [row] = (await shelf()).rows;
  if (row === undefined) throw new Error("Nothing lies on the shelf.");
  return row;
}

test("R10 a group never holds two assignments: a suggestion whose assignments somebody enqueued may still be rewritten", async () => {
  const study = await driver.createStudy({ sampler: { name: "tpe" }, repeats: RACE, limits: { max_trials: 100 } });
  for (let told = 0; told < 7; told += 1) {
    const trial = await driver.askOne(study);
    await driver.tell(trial, { values: { loss: Number(trial.assignments.x) } });
  }
  const [held, other] = [await driver.askOne(study), await driver.askOne(study)];
  await driver.tell(other, { values: { loss: 1 } });
  const before = await suggestionOf(study);
  const { trials } = await enqueue(study, { assignments: before.assignments });
  await driver.tell(held, { values: { loss: -1 } });
  const [own, rewritten] = [await driver.askOne(study), await driver.askOne(study)];
  expect(own.id).toBe(trials[0]?.id);
  expect(repeatOf(own)).toMatchObject({ group: own.id, index: 0 });
  expect(rewritten.number).toBe(before.number);
  expect(rewritten.assignments).not.toEqual(before.assignments);
  expect(repeatOf(rewritten)).toMatchObject({ group: rewritten.id, index: 0 });
  await expectWholeGroups(spaces.admin, study);
});

test("R10 a suggestion that is handed out as it was joins the group of those who enqueued its assignments", async () => {
  const study = await driver.createStudy({ repeats: { ...RACE, max: 4 } });
  await driver.tell(await driver.askOne(study));
  const { number, assignments } = await suggestionOf(study);
  await enqueue(study, { assignments }, { assignments });
  const given = [await driver.askOne(study), await driver.askOne(study), await driver.askOne(study)];
  expect(given.at(-1)?.number).toBe(number);
  expect(given.map((trial) => repeatOf(trial).index)).toEqual([0, 1, 2]);
  expect(new Set(given.map((trial) => repeatOf(trial).group))).toEqual(new Set([given[0]?.id]));
  await expectWholeGroups(spaces.admin, study);
});

test("R34 a repeat that was cancelled with its study is made once the study is reopened, in its place and with its seed", async () => {
  const study = await driver.createStudy({ repeats: ALL, limits: { max_trials: 9 } });
  const first = await driver.askOne(study);
  await driver.tell(first);
  const waiting = await driver.askOne(study);
  await driver.tell(await driver.askOne(study));
  await driver.release(waiting);
  await spaces.admin.query("update study set deadline = clock_timestamp() where id = $1", [toUuid(study.id)]);
  await finishStudies.run();
  expect((await rowsOf(spaces.admin, study)).map(({ state }) => state)).toContain("cancelled");
  await runService({
    service: updateStudy,
    context: spaces.one.owner,
    input: { study_id: study.id, limits: { deadline: null } },
  });
  const again = await driver.askOne(study);
  expect(again.id).not.toBe(waiting.id);
  expect(again).toMatchObject({ assignments: first.assignments, repeat: { ...repeatOf(waiting), group: first.id } });
  await driver.tell(again);
  expect(repeatOf(await driver.askOne(study)).group).not.toBe(first.id);
});

test("R15 a repeat that somebody cancels is no evidence in a race: its place is evaluated by another, and nobody is out by it", async () => {
  const study = await driver.createStudy({ repeats: RACE, limits: { max_trials: 60 } });
  const repeats: HandedOutTrial[] = [];
  while (repeats.length < 4) {
    const trial = await driver.askOne(study);
    if (repeatOf(trial).index === 1) repeats.push(trial);
    else await driver.tell(trial, { values: { loss: Number(trial.assignments.x) } });
  }
  const loss = ({ assignments }: HandedOutTrial) => ({ values: { loss: Number(assignments.x) } });
  // The best of the race: by its place alone it would be the worst of it now.
  const [best, ...others] = repeats.sort((one, other) => Number(one.assignments.x) - Number(other.assignments.x));
  if (best === undefined) throw new Error("no repeat");
  await driver.release(best);
  expect(await stop(best.id)).toMatchObject({ state: "cancelled" });
  for (const trial of others) await driver.tell(trial, loss(trial));
  const { trials } = await runLoops({
    driver,
    study,
    workers: 1,
    resultOf: ({ assignments }) => Number(assignments.x),
    until: (given) =>
      given.some((trial) => repeatOf(trial).group === repeatOf(best).group && repeatOf(trial).index === 2),
  });
  const again = trials.find((trial) => repeatOf(trial).group === repeatOf(best).group);
  expect(again && repeatOf(again)).toEqual(repeatOf(best));
  const { rows } = await spaces.admin.query(
    "select decision from race_decision where study_id = $1 and group_id = $2 and race = 0",
    [toUuid(study.id), toUuid(repeatOf(best).group)],
  );
  expect(rows.map(({ decision }) => decision)).not.toContain("eliminated");
});

const imported = (x: number, loss: number) => ({ assignments: { x, k: 1 }, state: "completed", values: { loss } });

test("R15 imported results are no blocks of a race, and race once their assignments are evaluated in the study itself", async () => {
  const study = await driver.createStudy({ repeats: RACE, limits: { max_trials: 60 } });
  const { trials } = await enqueue(study, ...Array.from({ length: 12 }, (_, index) => imported(index / 20, -100)));
  for (const { repeat } of trials) expect(repeat).toMatchObject({ index: null, seed: null });
  const [lucky] = trials;
  if (lucky === undefined) throw new Error("nothing was imported");
  const { trials: own } = await enqueue(study, { assignments: lucky.assignments });
  expect(own[0]?.repeat).toMatchObject({ group: lucky.id, index: 0, seed: expect.any(Number) });
  const told = await runLoops({ driver, study, workers: 2, resultOf: ({ assignments }) => Number(assignments.x) });
  expect(told.ends).toMatchObject([{ code: "study_finished" }, { code: "study_finished" }]);
  const { rows } = await spaces.admin.query<{ group_id: string; decision: string; blocks: number }>(
    "select group_id, decision, blocks from race_decision where study_id = $1 order by seq",
    [toUuid(study.id)],
  );
  const raced = new Set(rows.map(({ group_id }) => toApiId("trl", group_id)));
  expect(trials.filter(({ id }) => raced.has(id)).map(({ id }) => id)).toEqual([lucky.id]);
  // x = 0 is the best there is: whatever was imported of it, its own values say so.
  expect(rows.filter(({ group_id }) => group_id === toUuid(lucky.id)).map(({ decision }) => decision)).toContain(
    "entered",
  );
  expect(
    await runService({ service: readTrial, context: spaces.one.owner, input: { trial_id: lucky.id } }),
  ).toMatchObject({
    repeat: { group: lucky.id, index: null, seed: null },
  });
});

test("R12 R34 under all, imported assignments that somebody enqueues get all their trials in the study", async () => {
  const study = await driver.createStudy({ repeats: ALL, limits: { max_trials: 3 } });
  const { trials } = await enqueue(study, imported(0.25, 1), imported(0.75, 2));
  const [first] = trials;
  if (first === undefined) throw new Error("nothing was imported");
  await enqueue(study, { assignments: first.assignments });
  const { trials: given, ends } = await runLoops({ driver, study, workers: 1, resultOf: () => 1 });
  expect(given.map((trial) => repeatOf(trial))).toMatchObject([0, 1, 2].map((index) => ({ group: first.id, index })));
  expect(ends).toMatchObject([{ code: "study_finished", extra: { reason: "budget" } }]);
  const { budget_used } = await runService({
    service: readStudy,
    context: spaces.one.owner,
    input: { study_id: study.id },
  });
  expect(budget_used).toBe(3);
});

test("R34 a group of which somebody cancelled the first trial races by its next one, and its first block is evaluated in the race", async () => {
  const study = await driver.createStudy({ repeats: RACE, limits: { max_trials: 60 } });
  const best = { assignments: { x: 0, k: 1 } };
  const { trials: own } = await enqueue(study, best, best);
  const [first, second] = [await driver.askOne(study), await driver.askOne(study)];
  expect(own.map(({ id }) => id)).toEqual([first.id, second.id]);
  await driver.release(first);
  expect(await stop(first.id)).toMatchObject({ state: "cancelled" });
  await driver.tell(second, { values: { loss: 0 } });
  const { trials } = await runLoops({
    driver,
    study,
    workers: 1,
    resultOf: ({ assignments }) => Number(assignments.x),
  });
  const { rows } = await spaces.admin.query<{ decision: string }>(
    "select decision from race_decision where study_id = $1 and group_id = $2 and race = 0 order by seq",
    [toUuid(study.id), toUuid(repeatOf(first).group)],
  );
  expect(rows[0]?.decision).toBe("entered");
  const again = trials.filter((trial) => repeatOf(trial).group === repeatOf(first).group);
  expect(again[0] && repeatOf(again[0])).toEqual(repeatOf(first));
});

test("R12 a suggestion whose assignments somebody enqueues as often as the rule says is handed out no more", async () => {
  const study = await driver.createStudy({ repeats: { ...RACE, max: 4 }, limits: { max_trials: 60 } });
  await driver.tell(await driver.askOne(study));
  const { number, assignments } = await suggestionOf(study);
  await enqueue(study, ...Array.from({ length: 4 }, () => ({ assignments })));
  expect((await rowsOf(spaces.admin, study)).find((row) => row.number === number)).toMatchObject({
    state: "cancelled",
    group: null,
  });
  const { trials } = await runLoops({ driver, study, workers: 2, resultOf: () => 1 });
  for (const trial of trials) expect(repeatOf(trial).index).toBeLessThan(4);
  await expectWholeGroups(spaces.admin, study);
});
