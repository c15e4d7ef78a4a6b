import { afterAll, beforeAll, expect, test } from "vitest";
import type { HandedOutTrial } from "@/lib/contract/ask";
import type { Study } from "@/lib/contract/study";
import { race } from "@/lib/engine/repeats/race";
import { connectReplicas } from "@/server/connect-replicas";
import { releaseEngineLeases } from "@/server/engine-host/engine-lease";
import { endRaces } from "@/server/engine-host/follow-repeats";
import { finishStudies } from "@/server/jobs/finish-studies";
import { keepLeases } from "@/server/jobs/keep-leases";
import { startJobs } from "@/server/jobs/periodic";
import { toApiId, toUuid } from "@/server/kernel/ids";
import { replicaId } from "@/server/kernel/replica";
import { runLoops } from "../testing/noisy-loops";
import { runSecondService } from "../testing/run-second-service";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { enqueueTrials } from "../trial/enqueue-trials";
import { bestTrial } from "./best-trial";
import { pauseStudy } from "./pause-study";
import { readStudy } from "./read-study";
import { resumeStudy } from "./resume-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

/** Another process has to start. */
const WITH_A_PROCESS_MS = 180_000;
const RACE = { max: 6, rule: "race", error_rate: 0.4, min: 2 } as const;
const makeStudy = (max_trials: number) => driver.createStudy({ repeats: RACE, limits: { max_trials } });
const read = (study: Study) =>
  runService({ service: readStudy, context: spaces.one.owner, input: { study_id: study.id } });
const best = (study: Study) =>
  runService({ service: bestTrial, context: spaces.one.owner, input: { study_id: study.id } });

interface Decision {
  readonly race: number;
  readonly group_id: string;
  readonly decision: string;
  readonly blocks: number;
}

async function decisionsOf({ id }: Study): Promise<Decision[]> {
  const { rows } = await spaces.admin.query<Decision>(
    "select race, group_id, decision, blocks from race_decision where study_id = $1 order by seq",
    [toUuid(id)],
  );
  return rows;
}

interface TrialRow {
  readonly group: string;
  readonly index: number;
  readonly number: number;
  readonly state: string;
  readonly value: number | null;
}

async function trialsOf({ id }: Study): Promise<TrialRow[]> {
  const { rows } = await spaces.admin.query<TrialRow>(
    `select t.repeat_group as "group", t.repeat_index as index, t.number, t.state, v.value
       from trial t left join observation_value v on v.trial_id = t.id and v.current and v.rankable
      where t.study_id = $1 order by t.number`,
    [toUuid(id)],
  );
  return rows;
}

/** The races of a study worked out from nothing but its trials and who entered: by race, who is out and who has won. */
async function replayed(study: Study) {
  const [trials, decisions] = [await trialsOf(study), await decisionsOf(study)];
  const races = [...new Set(decisions.map(({ race: number }) => number))];
  return races.flatMap((number) => {
    const entered = decisions.filter((one) => one.race === number && one.decision === "entered");
    if (entered.length === 0) return [];
    const field = entered.map(({ group_id }) => {
      const ended = trials.filter(
        ({ group, state }) => group === group_id && state !== "running" && state !== "queued",
      );
      return { id: group_id, losses: new Map(ended.map(({ index, value }) => [index, value ?? Number.NaN])) };
    });
    // What a later race evaluated of its winner is none of this one's.
    const won = decisions.find((one) => one.race === number && one.decision === "won");
    const cut = field.map(({ id, losses }) => ({
      id,
      losses: new Map([...losses].filter(([index]) => id !== won?.group_id || index < won.blocks)),
    }));
    const { eliminated, winner } = race(cut, { blocksMax: RACE.max, blocksMin: RACE.min, errorRate: RACE.error_rate });
    return [{ race: number, eliminated: eliminated.map(({ id }) => id).sort(), winner }];
  });
}

async function stored(study: Study) {
  const decisions = await decisionsOf(study);
  const races = new Set(decisions.filter(({ decision }) => decision === "entered").map(({ race: number }) => number));
  return [...races].map((number) => {
    const of = (decision: string) => decisions.filter((one) => one.race === number && one.decision === decision);
    return {
      race: number,
      eliminated: of("eliminated")
        .map(({ group_id }) => group_id)
        .sort(),
      winner: of("won")[0]?.group_id ?? null,
    };
  });
}

/** What one loop was given, without what differs from study to study. */
const course = (trials: readonly HandedOutTrial[]) => {
  const numbers = new Map(trials.map(({ id, number }) => [id, number]));
  return trials.map(({ number, assignments, repeat }) => {
    return { number, assignments, of: numbers.get(repeat?.group ?? ""), index: repeat?.index };
  });
};

test(
  "R10 R12 R14 R34 four loops on each of two services reach the budget exactly, and no repeat is made twice",
  async () => {
    const study = await makeStudy(90);
    // Both begin at once.
    await runService({ service: pauseStudy, context: spaces.one.owner, input: { study_id: study.id } });
    const notices = connectReplicas(spaces.database.urls, () => undefined);
    const second = runSecondService(spaces, { study, workers: 4 });
    const beats =
      "select 1 from service_heartbeat where replica_id <> $1 and beat_at > clock_timestamp() - interval '2 seconds'";
    await expect
      .poll(async () => (await spaces.admin.query(beats, [replicaId()])).rowCount, { timeout: 60_000 })
      .toBeGreaterThan(0);
    const stopJobs = startJobs([keepLeases(replicaId())]);
    await runService({ service: resumeStudy, context: spaces.one.owner, input: { study_id: study.id } });
    const [here, there] = await Promise.all([runLoops({ driver, study, workers: 4 }), second]);
    await stopJobs();
    await notices.stop();
    const given = [...here.trials, ...there.trials];
    expect(Math.min(here.trials.length, there.trials.length)).toBeGreaterThan(0);
    expect(new Set(given.map(({ id }) => id)).size).toBe(given.length);
    for (const end of here.ends) expect(end).toMatchObject({ code: "study_finished" });
    for (const end of there.ends) expect(end).toBe("study_finished");
    const trials = await trialsOf(study);
    expect(trials.map(({ number }) => number)).toEqual(Array.from({ length: 90 }, (_, number) => number));
    expect((await read(study)).budget_used).toBe(90);
    expect(trials.filter(({ state }) => state !== "completed" && state !== "cancelled")).toEqual([]);
    const groups = [...new Set(trials.map(({ group }) => group))].map((id) =>
      trials.filter(({ group }) => group === id),
    );
    for (const members of groups) {
      expect(members.map(({ index }) => index).sort((one, other) => one - other)).toEqual(
        members.map((_, index) => index),
      );
      expect(members.length).toBeLessThanOrEqual(RACE.max);
    }
    expect(Math.max(...groups.map(({ length }) => length))).toBeGreaterThan(2);
    expect(await stored(study)).toEqual(await replayed(study));
  },
  WITH_A_PROCESS_MS,
);

test(
  "a race goes on after a restart as it would have without one: the same trials, the same verdicts",
  async () => {
    const [whole, interrupted] = [await makeStudy(60), await makeStudy(60)];
    const { trials } = await runLoops({ driver, study: whole, workers: 1 });
    const before = await runLoops({ driver, study: interrupted, workers: 1, until: (given) => given.length === 17 });
    await releaseEngineLeases();
    const after = await runSecondService(spaces, { study: interrupted, workers: 1 });
    expect(course([...before.trials, ...after.trials])).toEqual(course(trials));
    const numbered = async (study: Study) => {
      const numbers = new Map(
        (await trialsOf(study)).filter(({ index }) => index === 0).map(({ group, number }) => [group, number]),
      );
      return (await decisionsOf(study)).map(({ group_id, ...rest }) => ({ ...rest, group: numbers.get(group_id) }));
    };
    const decided = await numbered(whole);
    expect(await numbered(interrupted)).toEqual(decided);
    expect(decided.filter(({ decision }) => decision === "won").length).toBeGreaterThan(0);
  },
  WITH_A_PROCESS_MS,
);

test("a trial that runs when its assignments are eliminated is told to stop, and why", async () => {
  const study = await makeStudy(200);
  const firsts: HandedOutTrial[] = [];
  for (let number = 0; number < 10; number += 1) firsts.push(await driver.askOne(study));
  for (const trial of firsts) await driver.tell(trial, { values: { loss: trial.number < 4 ? trial.number : 50 } });
  const worst = firsts[3];
  if (worst === undefined) throw new Error("There is no fourth trial.");
  const repeats: HandedOutTrial[] = [];
  // What was made ahead before the race began may come in between.
  while (repeats.length < 4) {
    const trial = await driver.askOne(study);
    if (trial.repeat?.index === 1) repeats.push(trial);
  }
  expect(new Set(repeats.map(({ repeat }) => repeat?.group))).toEqual(new Set(firsts.slice(0, 4).map(({ id }) => id)));
  const own = [{ assignments: worst.assignments }];
  await runService({ service: enqueueTrials, context: spaces.one.owner, input: { study_id: study.id, trials: own } });
  const running = await driver.askOne(study);
  expect(running.repeat).toMatchObject({ group: worst.id, index: 2 });
  expect(await driver.measure(running, { 1: { loss: 9 } })).toMatchObject({ verdict: "continue" });
  // The same differences as in the first block, but for a little: as clear as it can be.
  for (const trial of repeats) {
    const place = firsts.findIndex(({ id }) => id === trial.repeat?.group);
    await driver.tell(trial, { values: { loss: 10 + place * 1.001 } });
  }
  // The producer judges beside the tells.
  await expect
    .poll(() => driver.measure(running, { 2: { loss: 9 } }), { timeout: 20_000 })
    .toMatchObject({ verdict: "stop", reason: { rule: "race" } });
  expect(await driver.tell(running, { values: { loss: 9 } })).toMatchObject({ state: "pruned" });
});

test("R15 the incumbent of a race is the winner that a recomputation finds, with its mean over all it was evaluated", async () => {
  const study = await makeStudy(60);
  await runLoops({ driver, study, workers: 3 });
  await finishStudies.run();
  const races = await replayed(study);
  expect(await stored(study)).toEqual(races);
  const winner = races.filter((one) => one.winner !== null).at(-1)?.winner ?? "";
  const values = (await trialsOf(study)).filter(({ group }) => group === winner).map(({ value }) => Number(value));
  const { group, trial } = await best(study);
  expect(group).toMatchObject({ id: toApiId("trl", winner), n: values.length, standing: "winner" });
  expect(group?.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 12);
  expect(trial?.id).toBe(toApiId("trl", winner));
});

test("R15 a race whose study has ended is not judged by repeats that were cancelled with it", async () => {
  const study = await makeStudy(60);
  const repeats: HandedOutTrial[] = [];
  // The last block of a race of four that are all alike.
  while (repeats.length < 4) {
    const trial = await driver.askOne(study);
    if (trial.repeat?.index === RACE.max - 1) repeats.push(trial);
    else await driver.tell(trial, { values: { loss: 1 } });
  }
  const [waiting, ...others] = repeats;
  if (waiting === undefined) throw new Error("no repeat");
  await driver.release(waiting);
  for (const trial of others) await driver.tell(trial, { values: { loss: 1 } });
  const { id } = study;
  await spaces.admin.query("update study set deadline = clock_timestamp() where id = $1", [toUuid(id)]);
  await finishStudies.run();
  expect(await read(study)).toMatchObject({ state: "finished", state_reason: "deadline" });
  expect((await trialsOf(study)).map(({ state }) => state)).toContain("cancelled");
  const before = await decisionsOf(study);
  expect(before.map(({ decision }) => decision)).toContain("entered");
  await endRaces({ workspaceId: spaces.one.owner.actor.workspaceId, studyId: toUuid(id) });
  expect(await decisionsOf(study)).toEqual(before);
});
