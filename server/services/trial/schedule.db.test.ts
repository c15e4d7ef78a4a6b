import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import { finishStudies } from "@/server/jobs/finish-studies";
import { toUuid } from "@/server/kernel/ids";
import { stopStudy } from "../study/stop-study";
import { type LeaseClock, leaseClock } from "../testing/lease-clock";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { heartbeatTrial } from "./heartbeat-trial";
import { ASHA, askMany, checkpoint, epochs, HALVING } from "./testing/scheduled-trials";

let spaces: TestWorkspaces;
let driver: StudyDriver;
let clock: LeaseClock;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
  clock = leaseClock(spaces);
});
afterAll(() => spaces.close());

async function states(study: Study): Promise<Record<string, number>> {
  const { rows } = await spaces.admin.query<{ state: string; count: number }>(
    "select state, count(*)::int from trial where study_id = $1 and (attempt > 0 or source <> 'engine') group by 1 order by 1",
    [toUuid(study.id)],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

describe("results told at the end of each training (R13)", () => {
  test("nine trials train one epoch, the best three go on to three, the best of these to nine; the others are pruned", async () => {
    const study = await driver.createStudy({ scheduler: HALVING, limits: { max_trials: 9 } });
    for (let index = 0; index < 9; index += 1) {
      const trial = await driver.askOne(study);
      expect(trial.fidelity).toEqual({ resource: "epoch", from: 0, target: 1, max: 9 });
      expect((await driver.tell(trial, { values: { loss: trial.number } })).state).toBe("paused");
    }
    const second = await driver.ask(study, { count: 3 });
    expect(second.trials.map(({ number, fidelity }) => [number, fidelity?.target])).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
    for (const trial of second.trials) await driver.tell(trial, { values: { loss: trial.number } });
    const last = await driver.askOne(study);
    expect([last.number, last.fidelity?.target]).toEqual([0, 9]);
    expect((await driver.tell(last, { values: { loss: 0 } })).state).toBe("completed");
    await expect(driver.ask(study)).rejects.toMatchObject({ code: "study_finished" });
    expect(await states(study)).toEqual({ completed: 1, pruned: 8 });
  });

  test("R4 the same tell of a paused trial is answered alike, also after its promotion; another is refused; an old one too", async () => {
    const study = await driver.createStudy({ scheduler: HALVING });
    const trials = await askMany(driver, study, 9);
    const told = { values: { loss: 1 } };
    const [one] = trials;
    if (one === undefined) throw new Error("no trial");
    expect(await driver.tell(one, told)).toMatchObject({ state: "paused", replayed: false });
    expect(await driver.tell(one, told)).toMatchObject({ state: "paused", replayed: true });
    await expect(driver.tell(one, { values: { loss: 2 } })).rejects.toMatchObject({
      code: "already_told",
      message: expect.stringMatching(/is paused already.*stands\.$/),
    });
    for (const trial of trials.slice(1)) await driver.tell(trial, { values: { loss: 5 + trial.number } });
    const again = await driver.askOne(study);
    expect(again).toMatchObject({ id: one.id, attempt: 2, fidelity: { target: 3 } });
    expect(await driver.tell(one, told)).toMatchObject({ state: "paused", replayed: true });
    await expect(driver.tell(one, { values: { loss: 2 } })).rejects.toMatchObject({ code: "lease_lost" });
  });

  test("a trial told as final is completed however far it was to train, and is not handed out again", async () => {
    const study = await driver.createStudy({ scheduler: HALVING });
    const trial = await driver.askOne(study);
    expect((await driver.tell(trial, { values: { loss: 0 }, final: true })).state).toBe("completed");
  });

  test("R15 what is no number ranks last and is never promoted", async () => {
    const study = await driver.createStudy({
      scheduler: { ...HALVING, candidates: 3, resource: epochs(1, 3) },
      limits: { max_trials: 3 },
    });
    for (const trial of await askMany(driver, study, 3)) {
      const loss = trial.number === 2 ? 7 : "NaN";
      await driver.tell(trial, { values: { loss } });
    }
    expect((await driver.askOne(study)).number).toBe(2);
  });

  test("a trial that fails counts as a result: the rung closes, and who asks next is given the best", async () => {
    const study = await driver.createStudy({ scheduler: HALVING, limits: { max_trials: 9, max_retries: 0 } });
    const trials = await askMany(driver, study, 9);
    for (const trial of trials.slice(0, 8)) await driver.tell(trial, { values: { loss: -trial.number } });
    expect((await driver.ask(study, { wait_seconds: 0 })).reason).toBe("draining");
    await clock.expireAndReap(trials[8]?.id ?? "");
    expect((await driver.askOne(study)).number).toBe(7);
  });

  test("R34 nobody asks any more: a study whose paused trials cannot go on finishes by itself", async () => {
    const study = await driver.createStudy({
      scheduler: { ...ASHA, resource: epochs(1, 3) },
      limits: { max_trials: 2 },
    });
    for (const trial of await askMany(driver, study, 2)) await driver.tell(trial, { values: { loss: trial.number } });
    expect(await states(study)).toEqual({ paused: 2 });
    await finishStudies.run();
    expect(await states(study)).toEqual({ pruned: 2 });
  });
});

describe("results measured while training (R13)", () => {
  test("a trial pauses at its rung, is released with a checkpoint, and goes on from there once it is among the best", async () => {
    const study = await driver.createStudy({ scheduler: ASHA });
    const [one, two, three] = await askMany(driver, study, 3);
    if (!one || !two || !three) throw new Error("too few");
    const verdict = await driver.measure(one, { 1: { loss: 1 } });
    expect(verdict).toMatchObject({ verdict: "pause", reason: { rule: "asha", rung: 0, bracket: 0 }, target: 1 });
    expect((await driver.release(one, checkpoint(1))).state).toBe("paused");
    await driver.measure(two, { 1: { loss: 2 } });
    await driver.release(two, checkpoint(1));
    expect((await driver.measure(three, { 1: { loss: 3 } })).verdict).toBe("pause");
    const again = await driver.askOne(study);
    expect(again).toMatchObject({
      id: one.id,
      attempt: 2,
      fidelity: { from: 1, target: 3 },
      checkpoint: checkpoint(1),
    });
  });

  test("who is among the best at once simply goes on, and hears how far", async () => {
    const study = await driver.createStudy({ scheduler: ASHA });
    const [one, two, three] = await askMany(driver, study, 3);
    if (!one || !two || !three) throw new Error("too few");
    await driver.measure(one, { 1: { loss: 5 } });
    await driver.measure(two, { 1: { loss: 6 } });
    expect(await driver.measure(three, { 1: { loss: 1 } })).toMatchObject({ verdict: "continue", target: 3 });
  });

  test("a promotion reaches a worker that was told to pause and has not released yet, by its next reply", async () => {
    const study = await driver.createStudy({ scheduler: ASHA });
    const trials = await askMany(driver, study, 3);
    const [one, two, three] = trials;
    if (!one || !two || !three) throw new Error("too few");
    expect((await driver.measure(one, { 1: { loss: 1 } })).verdict).toBe("pause");
    await driver.measure(two, { 1: { loss: 2 } });
    await driver.measure(three, { 1: { loss: 3 } });
    await driver.ask(study, { count: 1, wait_seconds: 0 });
    expect(await driver.measure(one, { 2: { loss: 0.9 } })).toMatchObject({ verdict: "continue", target: 3 });
  });

  test("R13 who was told to pause and tells, promoted meanwhile, is counted where it trained to, and somebody trains it further", async () => {
    const study = await driver.createStudy({ scheduler: ASHA });
    const [one, two, three] = await askMany(driver, study, 3);
    if (!one || !two || !three) throw new Error("too few");
    await driver.measure(one, { 1: { loss: 1 } });
    await driver.measure(two, { 1: { loss: 2 } });
    await driver.measure(three, { 1: { loss: 3 } });
    await driver.ask(study, { count: 1, wait_seconds: 0 });
    expect((await driver.tell(one, { values: { loss: 1 } })).state).toBe("paused");
    // R4: while it waits for somebody, too.
    expect(await driver.tell(one, { values: { loss: 1 } })).toMatchObject({ state: "paused", replayed: true });
    const { rows } = await spaces.admin.query("select step from measurement where trial_id = $1", [toUuid(one.id)]);
    expect(rows).toEqual([{ step: 1 }]);
    expect(await driver.askOne(study)).toMatchObject({ id: one.id, attempt: 2, fidelity: { target: 3 } });
  });

  test("R13 who heard of its promotion and tells without a measurement is counted at the new target", async () => {
    const study = await driver.createStudy({ scheduler: ASHA });
    const [one, two, three] = await askMany(driver, study, 3);
    if (!one || !two || !three) throw new Error("too few");
    await driver.measure(one, { 1: { loss: 1 } });
    await driver.measure(two, { 1: { loss: 2 } });
    await driver.measure(three, { 1: { loss: 3 } });
    await driver.ask(study, { count: 1, wait_seconds: 0 });
    expect(
      await runService({ service: heartbeatTrial, context: spaces.one.owner, input: { trial_id: one.id, attempt: 1 } }),
    ).toMatchObject({ verdict: "continue", target: 3 });
    expect((await driver.tell(one, { values: { loss: 0.5 } })).state).toBe("paused");
    const { rows } = await spaces.admin.query("select step from measurement where trial_id = $1 order by 1", [
      toUuid(one.id),
    ]);
    expect(rows).toEqual([{ step: 1 }, { step: 3 }]);
  });

  test("a stop rule stops: the trial ends as pruned by release, by tell, and by the end of its lease", async () => {
    const study = await driver.createStudy({ scheduler: { ...ASHA, mode: "stop" } });
    const trials = await askMany(driver, study, 6);
    for (const [index, trial] of trials.entries()) {
      const { verdict } = await driver.measure(trial, { 1: { loss: index } });
      expect(verdict, `trial ${index}`).toBe(index === 0 ? "continue" : "stop");
    }
    const [, released, told, expired] = trials;
    if (!released || !told || !expired) throw new Error("too few");
    expect((await driver.release(released)).state).toBe("pruned");
    expect((await driver.tell(told, { values: { loss: 2 } })).state).toBe("pruned");
    await clock.expireAndReap(expired.id);
    expect(await states(study)).toEqual({ pruned: 3, running: 3 });
  });

  test("R5 the same measurement again changes nothing, the decision included", async () => {
    const study = await driver.createStudy({ scheduler: ASHA });
    const [one] = await askMany(driver, study, 3);
    if (!one) throw new Error("too few");
    const first = await driver.measure(one, { 1: { loss: 1 } });
    expect(await driver.measure(one, { 1: { loss: 1 } })).toEqual(first);
    await expect(driver.measure(one, { 1: { loss: 2 } })).rejects.toMatchObject({ code: "measurement_conflict" });
    const { rows } = await spaces.admin.query("select count(*)::int from rung_result where study_id = $1", [
      toUuid(study.id),
    ]);
    expect(rows).toEqual([{ count: 1 }]);
  });

  test("R8 the trial of a dead worker is handed out again from its last checkpoint; one that was to pause waits instead", async () => {
    const study = await driver.createStudy({ scheduler: ASHA });
    const [one, two] = await askMany(driver, study, 2);
    if (!one || !two) throw new Error("too few");
    await driver.measure(one, { 1: { loss: 1 } }, checkpoint(1));
    await clock.expireAndReap(one.id, two.id);
    expect(await states(study)).toEqual({ paused: 1, queued: 1 });
    expect(await driver.askOne(study)).toMatchObject({
      id: two.id,
      checkpoint: null,
      fidelity: { from: 0, target: 1 },
    });
  });

  test("a rung result needs every metric of the scheduler, in one report or in two", async () => {
    const objectives = [
      { metric: "loss", direction: "minimize" },
      { metric: "size", direction: "minimize" },
    ] as const;
    const study = await driver.createStudy({ scheduler: ASHA, objectives: [...objectives] });
    const trial = await driver.askOne(study);
    expect((await driver.measure(trial, { 1: { loss: 1 } })).verdict).toBe("continue");
    expect((await driver.measure(trial, { 1: { size: 1 } })).verdict).toBe("pause");
  });

  test("a person's stop stands above the scheduler, whatever is told", async () => {
    const study = await driver.createStudy({ scheduler: ASHA });
    const [one, two] = await askMany(driver, study, 2);
    if (!one || !two) throw new Error("too few");
    await runService({ service: stopStudy, context: spaces.one.owner, input: { study_id: study.id } });
    expect((await driver.measure(one, { 1: { loss: 1 } })).verdict).toBe("stop");
    expect((await driver.tell(one, { values: { loss: 1 } })).state).toBe("cancelled");
    expect((await driver.tell(two, { values: { loss: 1 }, final: true })).state).toBe("cancelled");
  });
});
