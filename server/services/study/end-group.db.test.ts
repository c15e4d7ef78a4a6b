import { afterAll, beforeAll, expect, test } from "vitest";
import type { HandedOutTrial } from "@/lib/contract/ask";
import type { Study } from "@/lib/contract/study";
import { toApiId, toUuid } from "@/server/kernel/ids";
import { runLoops } from "../testing/noisy-loops";
import { runService } from "../testing/run-service";
import { seedGroups } from "../testing/seed-groups";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { enqueueTrials } from "../trial/enqueue-trials";
import { readTrial } from "../trial/read-trial";
import { endGroup } from "./end-group";
import { listGroups } from "./list-groups";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const ALL = { max: 3, rule: "all" } as const;
const RACE = { max: 6, rule: "race", error_rate: 0.4, min: 2 } as const;

const end = (study: Study, group_id: string, context = spaces.one.owner) =>
  runService({ service: endGroup, context, input: { study_id: study.id, group_id } });
const groupsOf = async (study: Study) =>
  (await runService({ service: listGroups, context: spaces.one.owner, input: { study_id: study.id } })).groups;
const groupOf = ({ repeat }: Pick<HandedOutTrial, "repeat">) => repeat?.group;
const audits = async ({ id }: Study) =>
  (
    await spaces.admin.query<{ detail: unknown }>(
      "select detail from audit_event where target_id = $1 and action = 'study.group-ended'",
      [toUuid(id)],
    )
  ).rows.map(({ detail }) => detail);

test("R16 of a group that was ended nothing is made any more; what ran of it hears the stop, and the budget goes to others", async () => {
  const study = await driver.createStudy({ repeats: ALL, limits: { max_trials: 8 } });
  const [first, second] = [await driver.askOne(study), await driver.askOne(study)];
  expect(groupOf(second)).toBe(first.id);
  await driver.tell(first, { values: { loss: 3 } });
  expect(await end(study, first.id)).toEqual({ group_id: first.id, stopping: 1, cancelled: 0 });
  const { siblings } = await runService({
    service: readTrial,
    context: spaces.one.owner,
    input: { trial_id: first.id },
  });
  expect(siblings.map(({ state, stopping }) => [state, stopping])).toEqual([
    ["completed", false],
    ["running", true],
  ]);
  const verdict = await driver.measure(second, { 1: { loss: 1 } });
  expect(verdict).toMatchObject({ verdict: "stop", reason: { rule: "group_ended" } });
  expect((await driver.tell(second)).state).toBe("cancelled");
  const { trials, ends } = await runLoops({ driver, study, workers: 2, resultOf: ({ number }) => number });
  expect(trials).toHaveLength(6);
  expect(trials.map(groupOf)).not.toContain(first.id);
  expect(ends[0]).toMatchObject({ code: "study_finished", extra: { reason: "budget" } });
});

test("what waits of it is cancelled; the same request again changes nothing, gives the same answer and is written down once", async () => {
  const study = await driver.createStudy({ repeats: ALL });
  const assignments = { x: 0.25, k: 7 };
  const { trials } = await runService({
    service: enqueueTrials,
    context: spaces.one.owner,
    input: { study_id: study.id, trials: [{ assignments }, { assignments }] },
  });
  const [group = "", other = ""] = trials.map(({ id }) => id);
  const answer = await end(study, group);
  expect(answer).toEqual({ group_id: group, stopping: 0, cancelled: 2 });
  expect(await end(study, group)).toEqual(answer);
  expect(await audits(study)).toEqual([{ group: 0, trials: [0, 1] }]);
  expect(groupOf(await driver.askOne(study))).not.toBe(group);
  const cancelled = await runService({
    service: readTrial,
    context: spaces.one.owner,
    input: { trial_id: other },
  });
  expect(cancelled).toMatchObject({ state: "cancelled", state_reason: "group_ended", group_ended_early: true });
});

test("it keeps its results and its place among the others", async () => {
  const study = await driver.createStudy({ repeats: ALL, limits: { max_trials: 30 } });
  const [, ended = ""] = await seedGroups(spaces, study, [[1, 2, 3], [0.5], [5]]);
  const before = await groupsOf(study);
  await end(study, toApiId("trl", ended));
  const after = await groupsOf(study);
  expect(after.map((group) => ({ ...group, ended_early: false }))).toEqual(before);
  expect(after.filter(({ ended_early }) => ended_early).map(({ id }) => id)).toEqual([toApiId("trl", ended)]);
});

test("R34 a race goes on without it once it needs another trial of it", async () => {
  const study = await driver.createStudy({ repeats: RACE, limits: { max_trials: 60 } });
  const entered = [0, 1, 2].map((group) => ({ race: 0, group, decision: "entered" as const }));
  const ids = await seedGroups(spaces, study, [[1], [2], [3]], entered);
  const [ended = "", ...others] = ids.map((id) => toApiId("trl", id));
  await end(study, ended);
  const next = [await driver.askOne(study), await driver.askOne(study)];
  expect(next.map(groupOf).toSorted()).toEqual(others.toSorted());
  const group = (await groupsOf(study)).find(({ id }) => id === ended);
  expect(group).toMatchObject({ standing: "withdrawn", mean: 1, n: 1, ended_early: true });
});

test("only a group is ended: no other trial of it, none of a study without repeats, of another study or workspace", async () => {
  const study = await driver.createStudy({ repeats: ALL });
  const [first, second] = [await driver.askOne(study), await driver.askOne(study)];
  const plain = await driver.createStudy();
  const alone = await driver.askOne(plain);
  const gone = { code: "not_found" };
  await expect(end(study, second.id)).rejects.toMatchObject(gone);
  await expect(end(plain, alone.id)).rejects.toMatchObject(gone);
  await expect(end(plain, first.id)).rejects.toMatchObject(gone);
  await expect(end(study, first.id, spaces.two.owner)).rejects.toMatchObject(gone);
  expect(await audits(study)).toEqual([]);
});
