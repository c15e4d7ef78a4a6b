import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { HandedOutTrial } from "@/lib/contract/ask";
import type { RecordedAssignments } from "@/lib/contract/record";
import type { Study } from "@/lib/contract/study";
import { toUuid } from "@/server/kernel/ids";
import { pauseStudy } from "@/server/services/study/pause-study";
import { readStudy } from "@/server/services/study/read-study";
import { resumeStudy } from "@/server/services/study/resume-study";
import { externalClient } from "@/server/services/testing/external-client";
import { runService } from "@/server/services/testing/run-service";
import { type StudyDriver, studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";
import { closeEngineHost, openEngineHost } from "./pool";
import { bundleWorker } from "./testing/bundle-worker";
import { FAULT_SEEDS, type Fault } from "./testing/fault-seeds";

let spaces: TestWorkspaces;
let driver: StudyDriver;
let workerFile: string;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
  workerFile = await bundleWorker({ name: "faulty", entry: "testing/faulty-worker.ts" });
});
beforeEach(async () => {
  await closeEngineHost();
  openEngineHost({ workerFile, threads: 1, callTimeoutMs: 4_000, memoryMb: 64 });
});
afterAll(() => spaces.close());

const createFaulty = (fault: Fault, sampler: string): Promise<Study> =>
  driver.createStudy({ sampler: { name: sampler }, seed: FAULT_SEEDS[fault] });

const isDegraded = async ({ id }: Study): Promise<boolean> =>
  (await readStudy.run(spaces.one.owner, { study_id: id })).output.sampler_degraded;

const tellOf = (trial: HandedOutTrial) => driver.tell(trial, { values: { loss: Number(trial.assignments.x) } });

describe.each(["throws", "loops", "eats-memory", "too-few"] as const)("R17 an engine that %s", (fault) => {
  test("leaves asks answered by quasi-random points, the study degraded after three times, and other studies alone", async () => {
    const [study, healthy] = [await createFaulty(fault, "tpe"), await driver.createStudy({ sampler: { name: "tpe" } })];
    const reasons: unknown[] = [];
    for (let step = 0; step < 4; step += 1) {
      expect(await isDegraded(study)).toBe(step === 3);
      const trial = await driver.askOne(study, { wait_seconds: 30 });
      reasons.push(trial.origin.fallback);
      await expect(isDegraded(healthy)).resolves.toBe(false);
      expect((await driver.askOne(healthy)).origin).not.toHaveProperty("fallback");
      // Without a tell nothing is made ahead, so that each ask is one call.
    }
    const error = { from: "tpe", reason: "engine_error" };
    expect(reasons).toEqual([error, error, error, { from: "tpe", reason: "engine_degraded" }]);
  });
});

test("R17 a degraded study's sampler is asked again once somebody resumes it, and the study recovers with it", async () => {
  const study = await createFaulty("throws", "tpe");
  for (let step = 0; step < 3; step += 1) await driver.askOne(study);
  expect(await isDegraded(study)).toBe(true);
  await spaces.restartEngine(); // one without the fault
  expect((await driver.askOne(study)).origin.fallback).toMatchObject({ reason: "engine_degraded" });
  const input = { study_id: study.id };
  await runService({ service: pauseStudy, context: spaces.one.owner, input });
  const resumed = await runService({ service: resumeStudy, context: spaces.one.owner, input });
  expect(resumed.sampler_degraded).toBe(false);
  expect((await driver.askOne(study)).origin).not.toHaveProperty("fallback");
});

test("R10 R17 nothing steps in for a grid: asks say that it computes, and once its engine works again each cell comes once", async () => {
  const space = { a: { type: "categorical", choices: ["x", "y", "z"] }, b: { type: "bool" } } as const;
  const study = await driver.createStudy({ sampler: { name: "grid" }, seed: FAULT_SEEDS.throws, search_space: space });
  const started = performance.now();
  expect(await driver.ask(study, { wait_seconds: 0 })).toMatchObject({ trials: [], reason: "computing" });
  expect(performance.now() - started).toBeLessThan(4_000);
  await spaces.restartEngine();
  const cells: string[] = [];
  for (let cell = 0; cell < 6; cell += 1) {
    const trial = await driver.askOne(study);
    cells.push(JSON.stringify(trial.assignments));
    await driver.tell(trial);
  }
  expect(new Set(cells).size).toBe(6);
  await expect(driver.ask(study)).rejects.toMatchObject({ code: "study_finished" });
});

test("at an ask's deadline tpe steps in for a slow sampler, then what the sampler made meanwhile is handed out with what it misses", async () => {
  await closeEngineHost();
  openEngineHost({ workerFile, threads: 1 });
  const study = await createFaulty("slow", "random-forest");
  const first = await driver.askOne(study, { wait_seconds: 0 });
  expect(first.origin).toMatchObject({ tier: "tpe", fallback: { from: "random-forest", reason: "engine_late" } });
  // The call that was under way is not lost: its suggestion takes the next number.
  const shelf = "select number, origin ->> 'sampler' as sampler from trial where study_id = $1 and attempt = 0";
  await expect
    .poll(async () => (await spaces.admin.query(shelf, [toUuid(study.id)])).rows, { timeout: 30_000, interval: 100 })
    .toEqual([{ number: 1, sampler: "random-forest" }]);
  await tellOf(first);
  const second = await driver.askOne(study, { wait_seconds: 0 });
  expect(second).toMatchObject({ number: 1, origin: { sampler: "random-forest", behind: 1 } });
  expect(second.origin).not.toHaveProperty("fallback");
});

/** A study whose trials a client makes, with one result to learn from, and so many trials that run. */
async function startExternal(fault: Fault, running: number) {
  const client = externalClient(spaces.one.owner);
  const study = await client.external({ seed: FAULT_SEEDS[fault] });
  const x = { value: 0.5, distribution: { type: "float", low: 0, high: 1 } } as const;
  await client.make(study, [{ state: "completed", assignments: { x }, values: { loss: 1 } }]);
  const trials = await client.make(
    study,
    Array.from({ length: running }, () => ({})),
  );
  return (sampler: string) => Promise.all(trials.map((trial) => client.suggest(trial, { sampler: { name: sampler } })));
}

test.each(["throws", "loops", "too-few"] as const)(
  "R17 a client that asks an engine that %s gets quasi-random values, and hears why",
  async (fault) => {
    const [answer] = await (await startExternal(fault, 1))("random-forest");
    expect(answer?.origin).toMatchObject({
      ...{ sampler: "quasi-random", tier: "quasi-random" },
      fallback: { from: "random-forest", reason: "engine_error" },
    });
    expect(answer?.assignments.x?.value).toEqual(expect.any(Number));
  },
);

test("R17 nothing steps in for a grid that a client asks", async () => {
  const client = externalClient(spaces.one.owner);
  const study = await client.external({ seed: FAULT_SEEDS.throws });
  const assignments: RecordedAssignments = {
    kind: { value: "a", distribution: { type: "categorical", choices: ["a", "b"] } },
  };
  const [, running] = await client.make(study, [{ state: "completed", assignments, values: { loss: 1 } }, {}]);
  if (running === undefined) throw new Error("no trial was made");
  await expect(client.suggest(running, { sampler: { name: "grid" } })).rejects.toMatchObject({ code: "unavailable" });
});

test("a client that finds every thread at work for too long gets tpe's values", async () => {
  await closeEngineHost();
  openEngineHost({ workerFile, threads: 1 });
  const answers = await (await startExternal("slow", 2))("random-forest");
  expect(answers.map(({ origin }) => origin?.tier ?? "full").sort()).toEqual(["full", "tpe"]);
  const late = answers.find(({ origin }) => origin?.tier === "tpe");
  expect(late?.origin?.fallback).toEqual({ from: "random-forest", reason: "engine_late" });
});

test("of a reproducible study an ask gets what knows every result, from its own sampler, or hears that it computes, however slow that is", async () => {
  await closeEngineHost();
  openEngineHost({ workerFile, threads: 1 });
  const seed = FAULT_SEEDS.slow;
  const study = await driver.createStudy({ sampler: { name: "random-forest" }, seed, reproducible: true });
  for (let number = 0; number < 2; number += 1) {
    expect(await driver.ask(study, { wait_seconds: 0 })).toMatchObject({ trials: [], reason: "computing" });
    const trial = await driver.askOne(study, { wait_seconds: 20 });
    expect(trial).toMatchObject({ number, origin: { sampler: "random-forest" } });
    expect(trial.origin).not.toHaveProperty("fallback");
    expect(trial.origin).not.toHaveProperty("behind");
    await tellOf(trial);
  }
});
