import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import { scopesOfRole } from "@/lib/domain/permissions";
import type { Context } from "@/server/kernel/context";
import { toUuid } from "@/server/kernel/ids";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { enqueueTrials } from "./enqueue-trials";
import { stopTrial } from "./stop-trial";
import { stopTrials } from "./stop-trials";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const stop = (study: Study, numbers: number[], context = spaces.one.owner) =>
  runService({ service: stopTrials, context, input: { study_id: study.id, numbers } });
const enqueue = (study: Study, xs: readonly number[]) =>
  runService({
    service: enqueueTrials,
    context: spaces.one.owner,
    input: { study_id: study.id, trials: xs.map((x) => ({ assignments: { x, k: 7 } })) },
  });
const audits = async (study: Study) =>
  (
    await spaces.admin.query<{ detail: unknown }>(
      "select detail from audit_event where target_id = $1 and action = 'study.trials-stopped' order by at",
      [toUuid(study.id)],
    )
  ).rows.map(({ detail }) => detail);

/** A study with a trial that has ended (0), one that runs (1), and two that wait (2, 3). */
async function mixedStudy() {
  const study = await driver.createStudy();
  await driver.tell(await driver.askOne(study));
  const running = await driver.askOne(study);
  const { trials } = await enqueue(study, [0.25, 0.75]);
  const [ended, runs] = [running.number - 1, running.number];
  const waiting = trials.map(({ number }) => number);
  return { study, running, ended, runs, waiting };
}

test("each trial of a list is answered by itself and in its place: told to stop, cancelled, ended before, or not there", async () => {
  const { study, running, ended, runs, waiting } = await mixedStudy();
  const [first = 0, second = 0] = waiting;
  const { trials } = await stop(study, [second, 999_999, runs, ended, first]);
  expect(trials).toEqual([
    { number: second, outcome: "stopped" },
    { number: 999_999, outcome: "not_found" },
    { number: runs, outcome: "stopping" },
    { number: ended, outcome: "ended" },
    { number: first, outcome: "stopped" },
  ]);
  expect(await driver.measure(running, { 1: { loss: 1 } })).toMatchObject({
    verdict: "stop",
    reason: { rule: "trial_stopped" },
  });
  const { rows } = await spaces.admin.query(
    "select body from outbox where topic = 'trial.cancelled' and body ->> 'study_id' = $1",
    [toUuid(study.id)],
  );
  expect(rows.map(({ body }) => body.number).toSorted()).toEqual(waiting);
});

test("the same request again gives the same answer, tells nobody twice and is written down once", async () => {
  const { study, running, runs, waiting } = await mixedStudy();
  const first = await stop(study, [runs, ...waiting]);
  expect(await stop(study, [runs, ...waiting])).toEqual(first);
  expect(await audits(study)).toEqual([{ numbers: [runs, ...waiting] }]);
  expect((await driver.tell(running)).state).toBe("cancelled");
  expect((await stop(study, [runs])).trials).toEqual([{ number: runs, outcome: "stopped" }]);
});

test("a number that is named twice is stopped once and answered in both places", async () => {
  const { study, waiting } = await mixedStudy();
  const [number = 0] = waiting;
  const { trials } = await stop(study, [number, number]);
  expect(trials).toEqual([
    { number, outcome: "stopped" },
    { number, outcome: "stopped" },
  ]);
});

test("suggestions that nobody was given are not there, and stay", async () => {
  const study = await driver.createStudy();
  const { number } = await driver.askOne(study);
  const { trials } = await stop(study, [number + 1, number + 2]);
  expect(trials.map(({ outcome }) => outcome)).toEqual(["not_found", "not_found"]);
  expect((await driver.askOne(study)).number).toBe(number + 1);
});

test("a thousand are stopped at once, and one more, none or a number that is none is refused by its field", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 2_000 } });
  await enqueue(
    study,
    Array.from({ length: 1_000 }, (_, index) => index / 1_000),
  );
  const numbers = Array.from({ length: 1_000 }, (_, index) => index);
  const { trials } = await stop(study, numbers);
  expect(new Set(trials.map(({ outcome }) => outcome))).toEqual(new Set(["stopped"]));
  for (const [refused, pointer] of [
    [[...numbers, 1_000], "/numbers"],
    [[], "/numbers"],
    [[3, -1], "/numbers/1"],
  ] as const)
    await expect(stop(study, [...refused])).rejects.toMatchObject({
      code: "invalid_input",
      errors: [{ pointer }],
    });
});

test("who may only look stops nothing, and a study of another workspace is not there", async () => {
  const { study, runs } = await mixedStudy();
  const { owner } = spaces.one;
  const viewer: Context = { ...owner, actor: { ...owner.actor, scopes: scopesOfRole("viewer") } };
  await expect(stop(study, [runs], viewer)).rejects.toMatchObject({ code: "forbidden" });
  await expect(stop(study, [runs], spaces.two.owner)).rejects.toMatchObject({ code: "not_found" });
  expect(await audits(study)).toEqual([]);
});

test("a single stop is written down as well, once", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study);
  for (let turn = 0; turn < 2; turn += 1)
    await runService({ service: stopTrial, context: spaces.one.owner, input: { trial_id: trial.id } });
  expect(await audits(study)).toEqual([{ numbers: [trial.number] }]);
});
