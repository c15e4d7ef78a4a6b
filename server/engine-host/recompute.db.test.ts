import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import type { StudyAddress } from "@/server/db/sql/producer-functions";
import { toUuid } from "@/server/kernel/ids";
import { updateStudy } from "@/server/services/study/update-study";
import { runService } from "@/server/services/testing/run-service";
import { type StudyDriver, studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";
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
    await spaces.restartEngine();
    for (const call of calls) {
      expect(call.tier).toBe("full");
      const message = await messageOfCall(spaces.admin, addressOf(study), call);
      const { reply, runtime } = await callEngine(message);
      expect({ runtime, outputs: JSON.parse(JSON.stringify(reply.suggestions)) }).toEqual({
        runtime: call.runtime,
        outputs: call.outputs,
      });
    }
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
    await spaces.restartEngine();
    for (const call of calls) {
      const message = await messageOfCall(spaces.admin, addressOf(study), call);
      const { reply, runtime } = await callEngine(message);
      expect({ runtime, outputs: JSON.parse(JSON.stringify(reply.suggestions)) }).toEqual({
        runtime: call.runtime,
        outputs: call.outputs,
      });
    }
    if (!["grid", "random"].includes(name)) expect(calls.some(({ basis_seq }) => basis_seq > 15)).toBe(true);
  },
);
