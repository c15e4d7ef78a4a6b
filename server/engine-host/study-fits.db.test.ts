import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import { toUuid } from "@/server/kernel/ids";
import { updateStudy } from "@/server/services/study/update-study";
import { runService } from "@/server/services/testing/run-service";
import { type StudyDriver, studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";
import { enqueueTrials } from "@/server/services/trial/enqueue-trials";
import { closeEngineHost, openEngineHost } from "./pool";
import { bundleWorker } from "./testing/bundle-worker";
import { FIT_SEEDS, SLOW_FIT_MS } from "./testing/fault-seeds";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
  const workerFile = await bundleWorker({ name: "slow-fits", entry: "testing/faulty-worker.ts" });
  await closeEngineHost();
  openEngineHost({ workerFile, threads: 1 });
});
afterAll(() => spaces.close());

/** A study that begins with 40 results: from there on its hyperparameters are fitted beside its suggestions. */
async function studyWithResults(settings: Parameters<StudyDriver["createStudy"]>[0]): Promise<Study> {
  const study = await driver.createStudy({ sampler: { name: "gp" }, ...settings });
  const trials = Array.from({ length: 40 }, (_, index) => {
    const assignments = { x: ((index * 17) % 40) / 40, k: 1 + ((index * 397) % 1000) };
    return { assignments, state: "completed" as const, values: { loss: (assignments.x - 0.3) ** 2 } };
  });
  await runService({ service: enqueueTrials, context: spaces.one.owner, input: { study_id: study.id, trials } });
  return study;
}

/** A worker's next trial: how long the ask took. Told at once. */
async function step(study: Study): Promise<number> {
  const started = performance.now();
  const trial = await driver.askOne(study);
  const tookMs = performance.now() - started;
  expect(trial.origin).not.toHaveProperty("fallback");
  await driver.tell(trial, { values: { loss: Number(trial.assignments.x) } });
  return tookMs;
}

/** Of each call, how many results it was told of and how many its fit knows; null for one of its own. */
async function callsOf({ id }: Study): Promise<{ told: number; known: number | null }[]> {
  const { rows } = await spaces.admin.query<{ told: number; known: number | null }>(
    "select basis_seq as told, (request -> 'fit' ->> 'known')::int as known from engine_call where study_id = $1 order by called_at",
    [toUuid(id)],
  );
  return rows;
}

test("an ask does not wait for a refit: it is answered by the former hyperparameters, and the refitted ones take over once they are there", async () => {
  const study = await studyWithResults({ seed: FIT_SEEDS.slow });
  // The control: there are none yet, and so long does the first one wait for them.
  expect(await step(study)).toBeGreaterThan(SLOW_FIT_MS);
  // At 44 results they are fitted anew, in the time of several asks.
  const asks: number[] = [];
  for (let asked = 0; asked < 7; asked += 1) asks.push(await step(study));
  expect(Math.max(...asks)).toBeLessThan(SLOW_FIT_MS * 0.8);
  const during = await callsOf(study);
  expect(during.at(-1)?.told).toBeGreaterThan(44);
  for (const { known } of during) expect(known).toBe(40);
  const newest = async (): Promise<unknown> => {
    await step(study);
    return (await callsOf(study)).at(-1)?.known;
  };
  await expect.poll(newest, { timeout: 20_000, interval: 500 }).toBe(44);
});

test("after a change of the search space they are fitted anew, to points of the new one", async () => {
  const study = await studyWithResults({});
  await step(study);
  await step(study);
  const search_space = { x: { type: "float", low: 0, high: 2 }, k: { type: "int", low: 1, high: 1000 } } as const;
  await runService({ service: updateStudy, context: spaces.one.owner, input: { study_id: study.id, search_space } });
  await step(study);
  const calls = await callsOf(study);
  expect(calls[0]).toEqual({ told: 40, known: 40 });
  expect(calls.at(-1)).toEqual({ told: 42, known: 42 });
});

test("R17 hyperparameters that cannot be fitted anew leave the former ones in force, and nobody hears of it", async () => {
  const study = await studyWithResults({ seed: FIT_SEEDS.throws });
  for (let asked = 0; asked < 8; asked += 1) await step(study);
  expect((await callsOf(study)).at(-1)).toMatchObject({ known: 40 });
});

test("of a reproducible study each suggestion has fits of its own, so that one worker gets the same trials again", async () => {
  const trialsOf = async (): Promise<unknown[]> => {
    const study = await studyWithResults({ reproducible: true });
    for (let asked = 0; asked < 6; asked += 1) await step(study);
    for (const { known } of await callsOf(study)) expect(known).toBeNull();
    const { rows } = await spaces.admin.query(
      "select number, assignments from trial where study_id = $1 and state = 'completed' order by number",
      [toUuid(study.id)],
    );
    return rows;
  };
  expect(await trialsOf()).toEqual(await trialsOf());
});
