import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import type { StudyAddress } from "@/server/db/sql/producer-functions";
import { toUuid } from "@/server/kernel/ids";
import { updateStudy } from "@/server/services/study/update-study";
import { runService } from "@/server/services/testing/run-service";
import { type StudyDriver, studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";
import { enqueueTrials } from "@/server/services/trial/enqueue-trials";
import { updateTrial } from "@/server/services/trial/update-trial";
import { orderLateSuggestions } from "./late-suggestions";
import { callEngine } from "./pool";
import { orderSuggestions } from "./study-loop";
import { type CallRow, messageOfCall } from "./testing/recompute-call";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const addressOf = ({ id }: Study): StudyAddress => ({ workspaceId: spaces.one.workspaceId, studyId: toUuid(id) });

async function callsOf(study: Study): Promise<CallRow[]> {
  const { rows } = await spaces.admin.query<CallRow>(
    "select * from engine_call where study_id = $1 and tier <> 'none' order by called_at",
    [toUuid(study.id)],
  );
  return rows;
}

/** Of everything a study goes through: parallel workers, failures, infinities, suggestions left and rewritten, corrections, a late substitute. */
async function live(study: Study): Promise<void> {
  const work = async (worker: number): Promise<void> => {
    for (let step = 0; step < 6; step += 1) {
      const trial = await driver.askOne(study);
      const x = Number(trial.assignments.x);
      if (step === 2) await driver.tell(trial, { state: "failed", values: {} });
      else if (step === 3 && worker === 0) await driver.tell(trial, { values: { loss: "Infinity" } });
      else await driver.tell(trial, { values: { loss: (x - 0.3) ** 2 + Number(trial.assignments.k) / 1000 } });
    }
  };
  await Promise.all([work(0), work(1), work(2)]);
  await orderSuggestions(addressOf(study), { count: 3, horizon: 0 }).done;
  const trial = await driver.askOne(study);
  await driver.tell(trial, { values: { loss: 0.5 } });
  await runService({
    service: updateTrial,
    context: spaces.one.owner,
    input: { trial_id: trial.id, values: { loss: 0.01 }, reason: "measured again" },
  });
  await orderLateSuggestions(addressOf(study), 1).done;
  await driver.ask(study, { count: 2 });
}

/** Computes every stored call again in threads that remember nothing. */
async function expectSameBytes(study: Study, calls: readonly CallRow[]): Promise<void> {
  await spaces.restartEngine();
  for (const call of calls) {
    const message = await messageOfCall(spaces.admin, addressOf(study), call);
    const { reply, runtime } = await callEngine(message);
    expect({ runtime, outputs: JSON.parse(JSON.stringify(reply.suggestions)) }).toEqual({
      runtime: call.runtime,
      outputs: call.outputs,
    });
  }
}

const K = { type: "int", low: 1, high: 1000, default: 10 };
const MOMENTUM = { type: "float", low: 0, high: 1, default: 0.5 };

test.each(["gp", "tpe", "cma-es", "nsga2"])(
  "R18 stored calls of %s can be recomputed byte for byte across changes of the search space, and no substitute made them",
  async (name) => {
    const study = await driver.createStudy({
      sampler: { name, ...(name === "cma-es" && { population_size: 4 }) },
      search_space: { x: { type: "float", low: 0, high: 1 }, k: K },
    });
    const running = await driver.askOne(study);
    await work(study, 7);
    // A range wider, a parameter more.
    await change(study, { x: { type: "float", low: -1, high: 1 }, k: K, momentum: MOMENTUM });
    await work(study, 7);
    // A range narrower, a parameter gone: hardly any trial was at its default.
    await change(study, { x: { type: "float", low: 0, high: 0.8 }, momentum: MOMENTUM });
    await work(study, 7);
    await driver.tell(running, { values: { loss: 0.3 } });
    await work(study, 3);
    const calls = await callsOf(study);
    expect([...new Set(calls.map(({ space_revision }) => space_revision))]).toEqual([1, 2, 3]);
    for (const { tier } of calls) expect(tier).toBe("full");
    await expectSameBytes(study, calls);
  },
);

const change = (study: Study, search_space: Record<string, unknown>) =>
  runService({ service: updateStudy, context: spaces.one.owner, input: { study_id: study.id, search_space } });

async function work(study: Study, trials: number): Promise<void> {
  for (let told = 0; told < trials; told += 1) {
    const trial = await driver.askOne(study);
    await driver.tell(trial, { values: { loss: (Number(trial.assignments.x) - 0.3) ** 2 } });
  }
}

test.each(["gp", "tpe", "auto", "cma-es", "nsga2", "random-forest", "grid", "random"])(
  "R18 every stored call of %s can be recomputed byte for byte by another thread, from its rows alone",
  async (name) => {
    const study = await driver.createStudy({
      sampler: { name, ...(name === "cma-es" && { population_size: 4 }) },
      ...(name === "grid" && {
        search_space: {
          x: { type: "ordinal", values: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6] },
          k: { type: "int", low: 1, high: 9 },
        },
      }),
    });
    await live(study);
    const calls = await callsOf(study);
    expect(calls.length).toBeGreaterThan(5);
    await expectSameBytes(study, calls);
    if (!["grid", "random"].includes(name)) expect(calls.some(({ basis_seq }) => basis_seq > 15)).toBe(true);
  },
);

const enqueue = (study: Study, trials: readonly Readonly<Record<string, unknown>>[]) =>
  runService({
    service: enqueueTrials,
    context: spaces.one.owner,
    input: { study_id: study.id, trials: [...trials] as never },
  });

const fitOf = ({ request }: CallRow): number | null =>
  (request as { fit: { known: number } | null }).fit?.known ?? null;

test.each(["gp", "auto"])(
  "R18 calls of %s can be recomputed byte for byte whichever fit of the hyperparameters they went by",
  async (name) => {
    const study = await driver.createStudy({ sampler: { name } });
    const imported = Array.from({ length: 40 }, (_, index) => {
      const assignments = { x: ((index * 17) % 40) / 40, k: 1 + ((index * 397) % 1000) };
      return {
        assignments,
        state: "completed",
        values: { loss: (assignments.x - 0.3) ** 2 },
        cost: 10 ** (3 * assignments.x),
      };
    });
    await enqueue(study, imported);
    for (let told = 0; told < 9; told += 1) {
      const trial = await driver.askOne(study);
      const x = Number(trial.assignments.x);
      await driver.tell(trial, { values: { loss: Math.sin(30 * x) }, cost: 10 ** (3 * x) });
    }
    // A correction of what a fit knows calls for another one.
    const wrong = await driver.askOne(study);
    await driver.tell(wrong, { values: { loss: -1e6 } });
    await expect
      .poll(
        async () => {
          const trial = await driver.askOne(study);
          await driver.tell(trial, { values: { loss: Number(trial.assignments.x) } });
          return new Set((await callsOf(study)).map(fitOf)).size;
        },
        { timeout: 60_000, interval: 200 },
      )
      .toBeGreaterThanOrEqual(3);
    const context = spaces.one.owner;
    await runService({
      service: updateTrial,
      context,
      input: { trial_id: wrong.id, values: { loss: 1 }, reason: "a slip" },
    });
    await driver.askOne(study);
    const calls = await callsOf(study);
    for (const call of calls) expect(fitOf(call)).toBeLessThanOrEqual(call.basis_seq);
    // What they went by was fitted to fewer results than they were told of.
    expect(calls.filter((call) => (fitOf(call) ?? 0) < call.basis_seq).length).toBeGreaterThan(5);
    await expectSameBytes(study, calls);
  },
);

test("R18 calls can be recomputed where somebody's trial that waited was fitted to a changed space since", async () => {
  const study = await driver.createStudy({ sampler: { name: "gp", start_trials: 3 } });
  await work(study, 4);
  await enqueue(study, [{ assignments: { x: 0.31, k: 10 } }]);
  // The first may be served by what is made ahead after the last tell.
  for (const count of [2, 4]) await orderSuggestions(addressOf(study), { count, horizon: 0 }).done;
  // It was at the default of the parameter that goes, and gets that of the one that comes.
  await change(study, { x: { type: "float", low: 0, high: 1 }, momentum: MOMENTUM });
  const { rows } = await spaces.admin.query(
    "select assignments from trial where study_id = $1 and source = 'enqueue'",
    [toUuid(study.id)],
  );
  expect(rows).toEqual([{ assignments: { x: 0.31, momentum: 0.5 } }]);
  const calls = await callsOf(study);
  const waiting = expect.objectContaining({ assignments: { x: 0.31, k: 10 } });
  expect(calls.at(-1)).toMatchObject({ space_revision: 1, pending: expect.arrayContaining([waiting]) });
  await expectSameBytes(study, calls);
});
