import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pools } from "@/server/db/pools";
import { producerFunctions } from "@/server/db/sql/producer-functions";
import { toPendingTrial, toSuggestMessage } from "@/server/engine-host/snapshot";
import { viewStudy } from "@/server/engine-host/study-memory";
import { toUuid } from "@/server/kernel/ids";
import { processSingleton } from "@/server/kernel/process";
import { updateStudy } from "../study/update-study";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { ASHA, askMany, checkpoint, epochs, HALVING } from "./testing/scheduled-trials";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

/** What this process knows of logs, as another replica would know it: nothing, or what it once was. */
const tables = () => processSingleton("schedule-tables", () => new Map<string, unknown>());

describe("the log of a study", () => {
  test("R13 R18 whoever knows nothing of it, or less than is written, decides as who knows all", async () => {
    const study = await driver.createStudy({ scheduler: ASHA, limits: { max_trials: 30 } });
    const id = toUuid(study.id);
    const trials = await askMany(driver, study, 12);
    const stale: unknown[] = [];
    for (const [index, trial] of trials.entries()) {
      stale.push(tables().get(id));
      if (index % 3 === 1) tables().delete(id);
      if (index % 3 === 2) tables().set(id, stale[index - 2]);
      await driver.measure(trial, { 1: { loss: (index * 7) % 12 } });
    }
    const { rows } = await spaces.admin.query<{ decision: string; number: number }>(
      `select t.number, r.decision from rung_result r join trial t on t.id = r.trial_id where r.study_id = $1 and r.rung = 0 order by r.seq`,
      [id],
    );
    expect(rows).toHaveLength(12);
    tables().delete(id);
    const promoted = (await driver.ask(study, { count: 4 })).trials.filter(({ attempt }) => attempt > 1);
    const { rows: promotions } = await spaces.admin.query(
      "select count(*)::int as count, count(distinct trial_id)::int as trials from promotion where study_id = $1 and from_rung = 0",
      [id],
    );
    expect(promotions).toEqual([{ count: 4, trials: 4 }]);
    expect(promoted.length).toBeLessThanOrEqual(4);
  });

  test("S1 who asks for another workspace's study learns nothing and changes nothing of how it is scheduled there", async () => {
    const study = await driver.createStudy({ scheduler: ASHA });
    await expect(studyDriver(spaces.two.owner).ask(study)).rejects.toMatchObject({ code: "not_found" });
    const trial = await driver.askOne(study);
    expect(trial.fidelity?.target).toBe(1);
    expect((await driver.measure(trial, { 1: { loss: 1 } })).verdict).toBe("pause");
  });

  test("R34 a trial of fixed assignments is no member of a bracket, and the bracket closes without it", async () => {
    const scheduler = { ...HALVING, candidates: 3, resource: epochs(1, 3) };
    const study = await driver.createStudy({ scheduler, limits: { max_trials: 3 } });
    const fixed = await driver.askOne(study, { fixed: { x: 0.5, k: 1 } });
    expect(fixed.fidelity?.target).toBe(3);
    await driver.tell(fixed, { values: { loss: 5 } });
    for (const trial of await askMany(driver, study, 2)) await driver.tell(trial, { values: { loss: trial.number } });
    expect(await driver.askOne(study)).toMatchObject({ number: 1, fidelity: { target: 3 } });
  });

  test("a bracket closes at the budget as it is now, not as it was", async () => {
    const study = await driver.createStudy({ scheduler: HALVING, limits: { max_trials: 9 } });
    for (const trial of await askMany(driver, study, 5)) await driver.tell(trial, { values: { loss: trial.number } });
    const input = { study_id: study.id, limits: { max_trials: 5 } };
    await runService({ service: updateStudy, context: spaces.one.owner, input });
    expect(await driver.askOne(study)).toMatchObject({ number: 0, fidelity: { target: 3 } });
  });

  test("R13 many that report at the same time are decided one after the other, each once", async () => {
    const study = await driver.createStudy({ scheduler: ASHA, limits: { max_trials: 60 } });
    const trials = await askMany(driver, study, 40);
    await Promise.all(trials.map((trial) => driver.measure(trial, { 1: { loss: trial.number } })));
    const { rows } = await spaces.admin.query(
      `select count(*)::int as results, count(distinct seq)::int as entries, (select count(*)::int from promotion where study_id = $1) as promotions,
              (select results from schedule_log where study_id = $1 order by seq desc limit 1) as counted from rung_result where study_id = $1`,
      [toUuid(study.id)],
    );
    expect(rows[0]).toMatchObject({ results: 40, entries: 40, counted: 40 });
    expect(rows[0].promotions).toBeLessThanOrEqual(13);
  });
});

describe("what samplers learn from rungs", () => {
  test("a sequential worker's next suggestion knows the rung result it has just told, though that trial is only paused", async () => {
    const study = await driver.createStudy({ scheduler: ASHA, sampler: { name: "tpe" }, limits: { max_trials: 30 } });
    for (let results = 0; results < 3; results += 1) {
      const trial = await driver.askOne(study);
      const { rows } = await spaces.admin.query<{ basis: number; paused: number[]; seq: number }>(
        `select basis, request -> 'paused' as paused, (request ->> 'schedule_seq')::int as seq from engine_call
          where study_id = $1 order by called_at desc limit 1`,
        [toUuid(study.id)],
      );
      expect(rows[0]?.basis, `after ${results} results`).toBe(results);
      expect(rows[0]?.paused).toHaveLength(results);
      await driver.tell(trial, { values: { loss: trial.number } });
    }
  });

  test("curves of paused and ended trials reach the engine, at the rungs they came to", async () => {
    const study = await driver.createStudy({ scheduler: { ...ASHA, mode: "stop" }, sampler: { name: "tpe" } });
    const [one, two] = await askMany(driver, study, 2);
    if (!one || !two) throw new Error("too few");
    await driver.measure(one, { 1: { loss: 1 }, 3: { loss: 0.5 } });
    await driver.measure(two, { 1: { loss: "NaN" } });
    await driver.release(two);
    const functions = producerFunctions(pools().hot, {
      workspaceId: spaces.one.workspaceId,
      studyId: toUuid(study.id),
    });
    const seen = await viewStudy(functions, { workspaceId: spaces.one.workspaceId, studyId: toUuid(study.id) });
    if (!seen) throw new Error("no view");
    const pending = seen.view.open.filter(({ state }) => state === "running").map((trial) => toPendingTrial(trial, []));
    const message = toSuggestMessage(seen.view, { numbers: [9], history: seen.history, pending });
    expect(message.rungs).toEqual([1, 3]);
    expect(message.pending.map(({ curve }) => curve)).toEqual([
      [
        { resource: 1, values: { loss: 1 } },
        { resource: 3, values: { loss: 0.5 } },
      ],
    ]);
    expect(message.history.map(({ curve }) => curve)).toEqual([[{ resource: 1, values: { loss: Number.NaN } }]]);
  });
});

describe("training a population", () => {
  const PBT = { name: "pbt", population: 4, interval: 2, quantile: 0.25, resource: epochs(1, 20) } as const;

  test("one of the worst stops and a child takes its place, from the checkpoint of one of the best; nobody else is started", async () => {
    const study = await driver.createStudy({ scheduler: PBT, limits: { max_trials: 10 } });
    const trials = await askMany(driver, study, 4);
    expect((await driver.ask(study, { wait_seconds: 0 })).reason).toBe("bracket_waiting");
    for (const trial of trials) await driver.measure(trial, { 2: { loss: trial.number } }, checkpoint(2));
    const [, , , worst] = trials;
    if (!worst) throw new Error("too few");
    const verdict = await driver.measure(worst, { 4: { loss: 9 } });
    expect(verdict.verdict).toBe("stop");
    expect((await driver.release(worst)).state).toBe("pruned");
    const child = await driver.askOne(study);
    expect(child).toMatchObject({ parent: worst.id, fidelity: { from: 2, max: 20 }, checkpoint: checkpoint(2) });
    const { rows } = await spaces.admin.query("select budget_used, next_number from study where id = $1", [
      toUuid(study.id),
    ]);
    expect(rows).toEqual([{ budget_used: 5, next_number: 5 }]);
  });
});
