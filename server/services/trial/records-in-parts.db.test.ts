/** Trials that ended elsewhere and are more than one request takes. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId, toUuid } from "@/server/kernel/ids";
import { readStudy } from "../study/read-study";
import { drawn, externalClient } from "../testing/external-client";
import { runService } from "../testing/run-service";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { stopTrial } from "./stop-trial";

let spaces: TestWorkspaces;
let client: ReturnType<typeof externalClient>;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  client = externalClient(spaces.one.owner);
});
afterAll(() => spaces.close());

const started_at = "2022-09-01T00:00:00.000001Z";
const finished_at = "2022-09-02T00:00:00.999999Z";
const stepsFrom = (first: number) =>
  Array.from({ length: 1000 }, (_, index) => ({ step: first + index, values: { loss: first + index } }));

test("R14 comes in parts, said twice or not, and ends with the last as it did elsewhere", async () => {
  const study = await client.external({ limits: { max_trials: 1 } });
  const trial = await client.makeOne(study, { state: "paused", assignments: { x: drawn(0.5) }, started_at });
  expect(trial).toMatchObject({ state: "paused", attempt: 0, lease: null });
  for (const first of [0, 1000, 1000]) {
    const said = { measurements: stepsFrom(first), attributes: { [`part ${first}`]: true } };
    expect(await client.record(trial, { attempt: 0, ...said })).toMatchObject({ state: "paused", lease: null });
  }
  expect(await client.onlyRecord(study)).toMatchObject({ state: "paused", values: {}, finished_at: null });
  const result = { state: "completed" as const, values: { loss: "Infinity" as const }, finished_at };
  expect(
    await client.record(trial, {
      attempt: 0,
      measurements: stepsFrom(2000),
      assignments: { y: drawn(1) },
      result,
    }),
  ).toMatchObject({ state: "completed" });
  const record = await client.onlyRecord(study);
  expect(record).toMatchObject({
    state: "completed",
    attempt: 0,
    assignments: { x: drawn(0.5), y: drawn(1) },
    attributes: { "part 0": true, "part 1000": true },
    values: { loss: "Infinity" },
    started_at,
    finished_at,
  });
  expect(record.measurements.map(({ step, value }) => [step, value])).toEqual(
    Array.from({ length: 3000 }, (_, step) => [step, step]),
  );
  const read = await runService({ service: readStudy, context: spaces.one.owner, input: { study_id: study.id } });
  expect(read).toMatchObject({ budget_used: 0, state: "active", imported_counts: { completed: 1, paused: 0 } });
});

test("R6 is handed to nobody until it has ended, and takes nothing more then", async () => {
  const study = await client.external();
  const trial = await client.makeOne(study, { state: "paused" });
  const paused = { code: "state_conflict", extra: { state: "paused" } };
  await expect(client.start(trial.id)).rejects.toMatchObject(paused);
  await expect(client.driver.tell({ ...trial, attempt: 1 }, { state: "failed" })).rejects.toMatchObject({
    code: "not_found",
  });
  await client.record(trial, { attempt: 0, result: { state: "failed", reason: "out of memory" } });
  expect(await client.onlyRecord(study)).toMatchObject({ state: "failed", state_reason: "out of memory" });
  const more = client.record(trial, { attempt: 0, attributes: { late: true } });
  await expect(more).rejects.toMatchObject({ code: "state_conflict", extra: { state: "failed" } });
});

test("a result that lacks something, lies ahead, or is of a trial that was not made paused is refused by name", async () => {
  const study = await client.external();
  const trial = await client.makeOne(study, { state: "paused" });
  const ends = (result: NonNullable<Parameters<typeof client.record>[1]["result"]>) =>
    client.record(trial, { attempt: 0, attributes: { stored: false }, result });
  await expect(ends({ state: "completed", values: {} })).rejects.toMatchObject({
    code: "invalid_observation",
    errors: [{ pointer: "/result/values/loss" }],
  });
  await expect(ends({ state: "pruned", finished_at: "2200-01-01T00:00:00Z" })).rejects.toMatchObject({
    code: "invalid_input",
    errors: [{ pointer: "/result/finished_at" }],
  });
  expect(await client.onlyRecord(study)).toMatchObject({ state: "paused", attributes: {} });
  const other = await client.external();
  const running = await client.makeOne(other);
  await expect(client.record(running, { attempt: 1, result: { state: "failed" } })).rejects.toMatchObject({
    code: "state_conflict",
    message: expect.stringContaining("/tell"),
  });
  await expect(client.make(study, [{ state: "paused", values: { loss: 1 } }])).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test("goes on after its study has finished, and stays as it is where a person stopped it", async () => {
  const context = spaces.one.owner;
  const study = await client.external({ limits: { max_trials: 1 } });
  const [kept, stopped] = await client.make(study, [{ state: "paused" }, { state: "paused" }]);
  if (kept === undefined || stopped === undefined) throw new Error("two were made");
  await runService({ service: stopTrial, context, input: { trial_id: stopped.id } });
  const last = await client.makeOne(study);
  await client.driver.tell(last, { state: "completed", values: { loss: 1 } });
  const finished = await spaces.one.owner.db.hot.finishStudy(toUuid(study.id), null);
  expect(finished).toMatchObject({ kind: "finished" });
  await client.record(kept, { attempt: 0, result: { state: "pruned" } });
  const more = client.record(stopped, { attempt: 0, result: { state: "pruned" } });
  await expect(more).rejects.toMatchObject({ code: "state_conflict", extra: { state: "cancelled" } });
  expect((await client.recordsOf(study)).data.map(({ state }) => state)).toEqual(["pruned", "cancelled", "completed"]);
});

test("what a trial brings takes time that grows with its steps, not with their square", async () => {
  const study = await client.external();
  const bear = async (count: number) => {
    const steps = Array.from({ length: count }, (_, step) => ({
      step,
      metric: "loss",
      value: step / 7,
      kind: "finite" as const,
    }));
    const unfinished = { reason: null, assignments: {}, distributions: {}, attributes: {}, values: [] };
    const trial = { ...unfinished, id: newId(), state: "paused", steps, started_at: null, finished_at: null };
    const began = performance.now();
    await spaces.one.owner.db.transaction((db) =>
      db.externalTrials.bear({ studyId: toUuid(study.id), firstNumber: count, trials: [trial] }),
    );
    return performance.now() - began;
  };
  await bear(500);
  const few = await bear(4_000);
  const many = await bear(16_000);
  expect(many / few).toBeLessThan(8);
});
