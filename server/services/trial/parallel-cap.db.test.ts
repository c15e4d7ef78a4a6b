import { afterAll, beforeAll, expect, test } from "vitest";
import type { HandedOutTrial } from "@/lib/contract/ask";
import type { Study } from "@/lib/contract/study";
import { readStudy } from "../study/read-study";
import { updateStudy } from "../study/update-study";
import { type LeaseClock, leaseClock } from "../testing/lease-clock";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { releaseTrial } from "./release-trial";

let spaces: TestWorkspaces;
let driver: StudyDriver;
let clock: LeaseClock;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
  clock = leaseClock(spaces);
});
afterAll(() => spaces.close());

const cap = ({ id }: Study, max_parallel: number | null) =>
  runService({ service: updateStudy, context: spaces.one.owner, input: { study_id: id, limits: { max_parallel } } });
const release = ({ id, attempt }: HandedOutTrial) =>
  runService({ service: releaseTrial, context: spaces.one.owner, input: { trial_id: id, attempt } });
const now = ({ id }: Study) => runService({ service: readStudy, context: spaces.one.owner, input: { study_id: id } });
const FULL = { trials: [], reason: "parallel_cap" };

test("R12 a parallel cap is never exceeded by 24 askers, and every exit from running makes room", async () => {
  const study = await driver.createStudy({ limits: { max_parallel: 3, max_retries: 1 } });
  const answers = await Promise.all(Array.from({ length: 24 }, () => driver.ask(study, { wait_seconds: 0 })));
  const running = answers.flatMap(({ trials }) => trials);
  expect(running.length).toBeLessThanOrEqual(3);
  while (running.length < 3) running.push(await driver.askOne(study));
  const [told, released, expired] = running;
  if (!told || !released || !expired) throw new Error("three trials run");
  expect(await driver.ask(study, { wait_seconds: 0 })).toMatchObject(FULL);
  for (const leave of [() => driver.tell(told), () => release(released), () => clock.expireAndReap(expired.id)]) {
    await leave();
    await driver.askOne(study);
    expect(await driver.ask(study, { wait_seconds: 0 })).toMatchObject(FULL);
  }
});

test("R12 under a cap lowered below what runs, nothing is handed out until fewer run than it allows", async () => {
  const study = await driver.createStudy({ limits: { max_parallel: 5 } });
  const { trials } = await driver.ask(study, { count: 5 });
  const [first, second, ...others] = trials;
  if (!first || !second) throw new Error("five trials run");
  await driver.tell(first); // its slot is free when the cap falls
  await cap(study, 2);
  for (const trial of [second, ...others]) {
    const { running } = (await now(study)).trial_counts;
    if (running >= 2) expect(await driver.ask(study, { wait_seconds: 0 })).toMatchObject(FULL);
    await driver.tell(trial);
  }
  const answers = await Promise.all(Array.from({ length: 12 }, () => driver.ask(study, { wait_seconds: 0 })));
  expect(answers.flatMap((answer) => answer.trials).length).toBeLessThanOrEqual(2);
});

test("R12 under a cap lowered while 12 workers ask and tell, no more run than it allows once the surplus has ended", async () => {
  const study = await driver.createStudy({ limits: { max_parallel: 8, max_trials: 10_000 } });
  const { trials: surplus } = await driver.ask(study, { count: 4 });
  let done = false;
  const workers = Array.from({ length: 12 }, async () => {
    while (!done) {
      const { trials } = await driver.ask(study, { wait_seconds: 0 });
      for (const trial of trials) await driver.tell(trial);
    }
  });
  await cap(study, 5);
  const seen: number[] = [];
  for (let look = 0; look < 20; look += 1) {
    seen.push((await now(study)).trial_counts.running);
    const ended = look % 4 === 3 ? surplus.pop() : undefined;
    if (ended !== undefined) await driver.tell(ended);
  }
  done = true;
  await Promise.all(workers);
  // Those that ran above the cap when it fell may be seen once more; then it holds.
  expect(Math.max(...seen.slice(8))).toBeLessThanOrEqual(5);
});

test("R12 a cap given to a study that has none counts what runs already; taken away, it holds nobody", async () => {
  const study = await driver.createStudy();
  const { trials } = await driver.ask(study, { count: 4 });
  await cap(study, 2);
  expect(await driver.ask(study, { wait_seconds: 0 })).toMatchObject(FULL);
  await cap(study, 5);
  await driver.askOne(study);
  expect(await driver.ask(study, { wait_seconds: 0 })).toMatchObject(FULL);
  for (const trial of trials) await driver.tell(trial);
  await cap(study, null);
  expect((await driver.ask(study, { count: 6 })).trials).toHaveLength(6);
});

test("R12 an ask with fixed values that finds the cap reached makes no trial and uses no budget", async () => {
  const study = await driver.createStudy({ limits: { max_parallel: 1 } });
  const only = await driver.askOne(study);
  for (const k of [1, 2, 3]) {
    expect(await driver.ask(study, { fixed: { x: 0.5, k }, wait_seconds: 0 })).toMatchObject(FULL);
  }
  expect(await now(study)).toMatchObject({ budget_used: 1, trial_counts: { queued: 0, running: 1 } });
  await driver.tell(only);
  const fixed = await Promise.all([4, 5, 6].map((k) => driver.ask(study, { fixed: { x: 0.5, k }, wait_seconds: 0 })));
  const handedOut = fixed.flatMap(({ trials }) => trials).length;
  expect(handedOut).toBeLessThanOrEqual(1);
  expect((await now(study)).budget_used).toBe(1 + handedOut);
});
