import { afterAll, beforeAll, expect, test } from "vitest";
import { CURVE_STEPS_MAX, CURVES_MAX } from "@/lib/contract/study-curves";
import { toUuid } from "@/server/kernel/ids";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { ASHA, askMany, checkpoint, epochs } from "../trial/testing/scheduled-trials";
import { readCurves } from "./read-curves";
import { readLineage } from "./read-lineage";
import { readRungs } from "./read-rungs";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const rungs = (study_id: string) => runService({ service: readRungs, context: spaces.one.owner, input: { study_id } });
const curves = (study_id: string, metric?: string) =>
  runService({ service: readCurves, context: spaces.one.owner, input: { study_id, metric } });

test("rungs say who came, who moved on, waits, failed or is on the way, and how many may move on", async () => {
  const study = await driver.createStudy({ scheduler: { name: "asha", resource: epochs(1, 9) } });
  expect(await rungs(study.id)).toEqual({ brackets_total: 0, rungs_total: 0, members: [], rungs: [] });
  const trials = await askMany(driver, study, 7);
  for (const trial of trials.slice(0, 5)) {
    await driver.measure(trial, { 1: { loss: trial.number } }, checkpoint(1));
    await driver.release(trial);
  }
  const failing = trials[5];
  if (failing === undefined) throw new Error("no trial");
  await driver.tell(failing, { state: "failed", values: {} });
  // Of six that came the best two may go on, and a worker that asks is given the first of them.
  expect((await driver.askOne(study)).number).toBe(0);
  const view = await rungs(study.id);
  expect(view).toMatchObject({ brackets_total: 1, rungs_total: 1, members: [{ bracket: 0, count: 7 }] });
  const [first] = view.rungs;
  expect(first).toMatchObject({ bracket: 0, rung: 0, resource: 1, reached: 6, quota: 2, on_the_way: 1 });
  const fates = Object.fromEntries((first?.fates ?? []).map(({ fate, trials: numbers }) => [fate, numbers]));
  expect(fates.moved_on).toContain(0);
  expect(fates.failed).toEqual([5]);
  expect([...(fates.moved_on ?? []), ...(fates.waiting ?? [])].toSorted()).toEqual([0, 1, 2, 3, 4]);
  // The best first.
  expect(fates.waiting).toEqual((fates.waiting ?? []).toSorted());
});

test("curves are given of the best, the running ones and others, each step once, by the last hand-out's word", async () => {
  const study = await driver.createStudy({ scheduler: { name: "median", resource: epochs(1, 5) } });
  const [one, two, three] = await askMany(driver, study, 3);
  if (one === undefined || two === undefined || three === undefined) throw new Error("no trials");
  for (const step of [1, 2, 3]) await driver.measure(one, { [step]: { loss: 1 / step, speed: step } });
  await driver.tell(one, { values: { loss: 0.1 } });
  await driver.measure(two, { 1: { loss: 2 }, 2: { loss: "NaN" } });
  await driver.release(two);
  const again = await driver.askOne(study);
  expect(again.id).toBe(two.id);
  await driver.measure(again, { 2: { loss: 1.5 }, 3: { loss: 1.25 } });
  expect(await curves(study.id)).toEqual({
    metric: "loss",
    metrics: ["loss", "speed"],
    total: 3,
    thinned: false,
    curves: [
      { number: 0, imported: false, state: "completed", role: "best", steps: [1, 2, 3], values: [1, 1 / 2, 1 / 3] },
      { number: 1, imported: false, state: "running", role: "running", steps: [1, 2, 3], values: [2, 1.5, 1.25] },
    ],
  });
  expect((await curves(study.id, "speed")).curves).toMatchObject([{ number: 0, values: [1, 2, 3] }]);
});

test("of many long curves so many are given as can be drawn, thinned, their ends among them, within a second", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 10_000 } });
  const id = toUuid(study.id);
  // Past the rules of how trials come about: no thousand asks for a question of speed.
  await spaces.admin.query("set session_replication_role = replica");
  await spaces.admin.query(
    `with made as (
       insert into trial (workspace_id, id, study_id, number, source, assignments, fingerprint, origin, space_revision, priority, state, attempt, started_at, finished_at)
       select s.workspace_id, gen_random_uuid(), s.id, i, 'enqueue', '{}', 'f' || i, '{"sampler": "enqueue"}', 1, 2, 'pruned', 1, now(), now()
         from study s, generate_series(0, 399) i where s.id = $1 returning workspace_id, id, number),
     handed as (
       insert into attempt (workspace_id, trial_id, number, study_id, principal_id, ended_at, end_reason)
       select workspace_id, id, 1, $1, gen_random_uuid(), now(), 'told' from made)
     insert into measurement (workspace_id, trial_id, attempt, metric, step, value, value_kind)
     select workspace_id, id, 1, 'loss', step, number + 1.0 / step, 'finite' from made, generate_series(1, 300) step`,
    [id],
  );
  await spaces.admin.query("set session_replication_role = default");
  await spaces.admin.query("analyze measurement");
  const began = performance.now();
  const view = await curves(study.id);
  const tookMs = performance.now() - began;
  expect(view).toMatchObject({ total: 400, thinned: true });
  expect(view.curves.length).toBeLessThanOrEqual(CURVES_MAX);
  expect(view.curves.length).toBeGreaterThan(CURVES_MAX / 2);
  for (const { steps } of view.curves) {
    expect([steps[0], steps.at(-1)]).toEqual([1, 300]);
    expect(steps.length).toBeLessThanOrEqual(CURVE_STEPS_MAX + 1);
  }
  expect(tookMs).toBeLessThan(5_000); // a second on a machine that does nothing else
});

test("a lineage says whose place each member took and whose checkpoint, and how far it came", async () => {
  const population = { name: "pbt", population: 4, interval: 2, resource: epochs(1, 8) };
  const study = await driver.createStudy({ scheduler: population });
  const members = await askMany(driver, study, 4);
  for (const trial of members) await driver.measure(trial, { 2: { loss: trial.number } }, checkpoint(2));
  const last = members[3];
  if (last === undefined) throw new Error("no member");
  await driver.release(last);
  const child = await driver.askOne(study);
  await driver.measure(child, { 3: { loss: 0.5 } });
  const lineage = await runService({
    service: readLineage,
    context: spaces.one.owner,
    input: { study_id: study.id },
  });
  expect(lineage).toMatchObject({ metric: "loss", total: 5 });
  expect(lineage.members[3]).toMatchObject({ number: 3, parent: null, from_step: 0, last_step: 2, value: 3 });
  expect(lineage.members[4]).toMatchObject({
    ...{ number: child.number, parent: 3, donor: 0, from_step: 2, last_step: 3, value: 0.5 },
    assignments: child.assignments,
  });
});

test("of 3,000 trials only what is drawn is read: rungs within their bound, what is left out is said, and all within seconds", async () => {
  const study = await driver.createStudy({ scheduler: ASHA, limits: { max_trials: 10_000 } });
  const id = toUuid(study.id);
  await spaces.admin.query("set session_replication_role = replica");
  await spaces.admin.query(
    `with made as (
       insert into trial (workspace_id, id, study_id, number, source, assignments, fingerprint, origin, space_revision, priority, state, attempt, bracket, started_at, finished_at)
       select s.workspace_id, gen_random_uuid(), s.id, i, 'enqueue', '{}', 'f' || i, '{"sampler": "enqueue"}', 1, 2, 'pruned', 1, 0, now(), now()
         from study s, generate_series(0, 2999) i where s.id = $1 returning workspace_id, id, number),
     handed as (
       insert into attempt (workspace_id, trial_id, number, study_id, principal_id, ended_at, end_reason)
       select workspace_id, id, 1, $1, gen_random_uuid(), now(), 'told' from made),
     measured as (
       insert into measurement (workspace_id, trial_id, attempt, metric, step, value, value_kind)
       select workspace_id, id, 1, 'loss', step, number + 1.0 / step, 'finite' from made, generate_series(1, 9) step),
     rungs as (
       insert into rung (workspace_id, study_id, bracket, rung, resource) select workspace_id, id, 0, level, 3 ^ level from study, generate_series(0, 2) level
        where id = $1 on conflict do nothing)
     insert into rung_result (workspace_id, study_id, bracket, rung, trial_id, attempt, step, values, decision, seq)
     select workspace_id, $1, 0, level, id, 1, 3 ^ level, jsonb_build_object('loss', jsonb_build_object('kind', 'finite', 'value', number)), 'pause', 1
       from made, generate_series(0, 2) level where number % (3 ^ level)::int = 0`,
    [id],
  );
  await spaces.admin.query("set session_replication_role = default");
  for (const table of ["trial", "measurement", "rung_result"]) await spaces.admin.query(`analyze ${table}`);
  const reached = [3000, 1000, 334];
  const timed = async <Result>(read: () => Promise<Result>) => {
    const began = performance.now();
    const result = await read();
    return { result, tookMs: performance.now() - began };
  };
  const whole = await timed(() =>
    runService({ service: readRungs, context: spaces.one.owner, input: { study_id: study.id } }),
  );
  expect(whole.result.rungs.map((rung) => [rung.reached, rung.looked_at])).toEqual(
    reached.map((count) => [count, count]),
  );
  expect(whole.result.rungs[0]?.fates.map(({ fate, count }) => [fate, count])).toEqual(
    expect.arrayContaining([
      ["moved_on", 1000],
      ["pruned", 2000],
    ]),
  );
  const bounded = await spaces.one.owner.db.scheduleViews.rungs({
    ...{ studyId: id, metric: "loss", direction: "minimize", bracketsMax: 12, rungsMax: 40, trialsMax: 99 },
    resultsMax: 1500,
  });
  expect(bounded.rungs?.map((rung) => [rung.reached, rung.looked_at])).toEqual(
    reached.map((count) => [count, Math.min(count, 500)]),
  );
  const drawn = await timed(() => curves(study.id));
  expect(drawn.result.curves.length).toBeGreaterThan(CURVES_MAX * 0.9);
  // A quarter of a second each on a busy machine.
  for (const { tookMs } of [whole, drawn]) expect(tookMs).toBeLessThan(3_000);
});
