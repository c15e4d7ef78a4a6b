import { afterAll, beforeAll, expect, test } from "vitest";
import { toUuid } from "@/server/kernel/ids";
import { bestTrial } from "../study/best-trial";
import { cloneStudy } from "../study/clone-study";
import { pauseStudy } from "../study/pause-study";
import { previewSpace } from "../study/preview-space";
import { resumeStudy } from "../study/resume-study";
import { stopStudy } from "../study/stop-study";
import { updateStudy } from "../study/update-study";
import { drawn, externalClient } from "../testing/external-client";
import { leaseClock } from "../testing/lease-clock";
import { runService } from "../testing/run-service";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { enqueueTrials } from "./enqueue-trials";
import { retryTrial } from "./retry-trial";

let spaces: TestWorkspaces;
let client: ReturnType<typeof externalClient>;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  client = externalClient(spaces.one.owner);
});
afterAll(() => spaces.close());

test("begins without parameters, has as many trials as its client wants, and a trial whose worker died fails", async () => {
  const study = await client.external();
  expect(study).toMatchObject({
    search_space: {},
    sampler: { name: "external" },
    limits: { max_trials: 1_000_000, max_retries: 0 },
  });
  const trial = await client.makeOne(study);
  expect(trial).toMatchObject({ number: 0, state: "running", attempt: 1, lease: { expires_in_s: 3600 } });
  await leaseClock(spaces).expireAndReap(trial.id);
  expect(await client.onlyRecord(study)).toMatchObject({ state: "failed", state_reason: "lease_expired" });
});

test("takes what its client's sampler draws, one by one, and is told the result as any other", async () => {
  const study = await client.external();
  const trial = await client.makeOne(study);
  await client.record(trial, { attempt: 1, assignments: { lr: drawn(0.25) } });
  await client.record(trial, {
    attempt: 1,
    assignments: { act: { value: null, distribution: { type: "categorical", choices: ["relu", null] } } },
  });
  await client.record(trial, { attempt: 1, measurements: [{ step: 0, values: { loss: 3 } }] });
  await client.driver.tell(trial, { values: { loss: 0.5 } });
  expect(await client.onlyRecord(study)).toMatchObject({
    state: "completed",
    assignments: { lr: drawn(0.25), act: { value: null } },
    values: { loss: 0.5 },
    measurements: [{ step: 0, metric: "loss", value: 3 }],
  });
  expect(await client.spaceOf(study)).toEqual({
    lr: { type: "float", low: 0, high: 1 },
    act: { type: "categorical", choices: ["relu", null] },
  });
  const best = await runService({
    service: bestTrial,
    context: spaces.one.owner,
    input: { study_id: study.id },
  });
  expect(best.trial).toMatchObject({ number: 0, assignments: { lr: 0.25, act: null } });
});

test("refuses what only a sampler of ours could do, by field", async () => {
  const wrong = {
    search_space: {},
    sampler: { name: "external", speed: 2 },
    scheduler: { name: "median", resource: { max: 9 } },
    repeats: { max: 2, rule: "all" as const },
    constraints: [{ expr: "x < 1" }],
    outcome_constraints: [{ metric: "size", lte: 1 }],
    reproducible: true,
    limits: { max_parallel: 2, max_resource: 9 },
  };
  await expect(client.driver.createStudy(wrong)).rejects.toMatchObject({
    code: "invalid_input",
    errors: [
      "/sampler/speed",
      "/scheduler",
      "/repeats",
      "/constraints",
      "/outcome_constraints",
      "/reproducible",
      "/limits/max_parallel",
      "/limits/max_resource",
    ].map((pointer) => ({ pointer })),
  });
  await expect(client.driver.createStudy({ search_space: {} })).rejects.toMatchObject({ code: "invalid_search_space" });
});

test("hands nothing out: an ask hears what to do, also when it was asked before; a study of ours takes no such trials", async () => {
  const study = await client.external();
  await client.makeOne(study, { state: "queued" });
  for (const input of [{ wait_seconds: 0 }, { wait_seconds: 0 }, { wait_seconds: 0, fixed: { x: 1 } }]) {
    await expect(client.driver.ask(study, input)).rejects.toMatchObject({
      code: "state_conflict",
      message: expect.stringContaining("/records"),
    });
  }
  const ours = await client.driver.createStudy();
  await expect(client.makeOne(ours)).rejects.toMatchObject({ code: "state_conflict" });
  await expect(client.recordsOf(ours)).rejects.toMatchObject({ code: "state_conflict" });
  const asked = await client.driver.askOne(ours);
  await expect(client.start(asked.id)).rejects.toMatchObject({ code: "state_conflict" });
  await expect(client.record(asked, { attempt: 1, attributes: { a: 1 } })).rejects.toMatchObject({
    code: "state_conflict",
  });
});

test("is queued nothing, has nothing tried again, and its search space is its trials' alone", async () => {
  const study = await client.external();
  const context = spaces.one.owner;
  const ended = await client.makeOne(study, { state: "failed", assignments: { x: drawn(0.5) } });
  const refused = { code: "state_conflict" };
  const queue = { study_id: study.id, trials: [{ assignments: { x: 0.5 } }] };
  await expect(enqueueTrials.run(context, queue)).rejects.toMatchObject(refused);
  await expect(retryTrial.run(context, { trial_id: ended.id })).rejects.toMatchObject(refused);
  const space = { x: { type: "float", low: 0, high: 9 } };
  const change = { study_id: study.id, search_space: space };
  await expect(updateStudy.run(context, change)).rejects.toMatchObject(refused);
  await expect(previewSpace.run(context, change)).rejects.toMatchObject(refused);
  await expect(updateStudy.run(context, { study_id: study.id, limits: { max_parallel: 2 } })).rejects.toMatchObject({
    code: "invalid_input",
    errors: [{ pointer: "/limits/max_parallel" }],
  });
});

test("is cloned as it is, or with a sampler of ours that goes on in the space that was seen", async () => {
  const study = await client.external();
  await client.makeOne(study, { state: "completed", assignments: { x: drawn(0.5) }, values: { loss: 1 } });
  const clone = (name: string, more: object = {}) =>
    runService({ service: cloneStudy, context: spaces.one.owner, input: { study_id: study.id, name, ...more } });
  expect(await clone("the same")).toMatchObject({
    sampler: { name: "external" },
    limits: { max_trials: 1_000_000, max_retries: 0 },
  });
  const ours = await clone("with ours", { sampler: { name: "random" } });
  expect(ours).toMatchObject({
    search_space: { x: { type: "float", low: 0, high: 1 } },
    limits: { max_trials: 100, max_retries: 3 },
  });
  expect((await client.driver.askOne(ours)).assignments).toHaveProperty("x");
});

test("R16 begins no trial while it is paused or after it was stopped; what runs hears of the stop with its next record", async () => {
  const study = await client.external();
  const context = spaces.one.owner;
  const running = await client.makeOne(study);
  const waiting = await client.makeOne(study, { state: "queued" });
  await runService({ service: pauseStudy, context, input: { study_id: study.id } });
  await expect(client.makeOne(study)).rejects.toMatchObject({ code: "state_conflict" });
  await expect(client.start(waiting.id)).rejects.toMatchObject({ code: "state_conflict" });
  await runService({ service: resumeStudy, context, input: { study_id: study.id } });
  await runService({ service: stopStudy, context, input: { study_id: study.id } });
  await expect(client.makeOne(study)).rejects.toMatchObject({ code: "study_finished" });
  expect(await client.record(running, { attempt: 1, attributes: { last: true } })).toMatchObject({ stopping: true });
  // What is known stays known.
  expect(await client.makeOne(study, { state: "failed" })).toMatchObject({ number: 2 });
});

test("R11 the database lets assignments of no other trial grow, nor those of one that has ended", async () => {
  const study = await client.external();
  const [running, ended] = await client.make(study, [{}, { state: "failed" }]);
  const asked = await client.driver.askOne(await client.driver.createStudy());
  const rewrite = (id = "") =>
    spaces.admin.query(`update trial set assignments = '{"x": 1}' where id = $1`, [toUuid(id)]);
  await rewrite(running?.id);
  await expect(rewrite(ended?.id)).rejects.toThrow(/frozen/);
  await expect(rewrite(asked.id)).rejects.toThrow(/frozen/);
});
