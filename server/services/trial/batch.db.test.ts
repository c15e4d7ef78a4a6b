import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { HandedOutTrial } from "@/lib/contract/ask";
import { pools } from "@/server/db/pools";
import { toUuid } from "@/server/kernel/ids";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { batch } from "./batch";
import { heartbeatTrials } from "./heartbeat-trials";
import { readTrial } from "./read-trial";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const run = async (items: readonly unknown[]) => (await batch.run(spaces.one.owner, { items })).output.items;
const tell = ({ id, attempt }: HandedOutTrial, loss: number) => ({
  operation: "tell",
  trial_id: id,
  attempt,
  state: "completed",
  values: { loss },
});
const measure = ({ id, attempt }: HandedOutTrial, step: number, loss: number) => ({
  operation: "measure",
  trial_id: id,
  attempt,
  steps: [{ step, values: { loss } }],
});
const heartbeat = ({ id, attempt }: HandedOutTrial) => ({ operation: "heartbeat", trial_id: id, attempt });

async function hold(count: number): Promise<readonly HandedOutTrial[]> {
  const study = await driver.createStudy();
  const { trials } = await driver.ask(study, { count: Math.min(count, 64) });
  const rest = count > 64 ? (await driver.ask(study, { count: count - 64 })).trials : [];
  return [...trials, ...rest];
}

async function foreignTrial(): Promise<HandedOutTrial> {
  const other = studyDriver(spaces.two.owner);
  return other.askOne(await other.createStudy());
}

const first = (trials: readonly HandedOutTrial[]): HandedOutTrial => {
  const [trial] = trials;
  if (trial === undefined) throw new Error("no trial was handed out");
  return trial;
};

describe("a batch", () => {
  test("answers each item as the single call would: status, body, and whether it is a repeated answer", async () => {
    const [a, b] = await hold(2);
    if (a === undefined || b === undefined) throw new Error("two trials were asked for");
    const items = [measure(a, 1, 0.5), heartbeat(b), tell(a, 0.25)];
    const verdict = {
      verdict: "continue",
      reason: null,
      target: null,
      lease: { expires_in_s: 3600, heartbeat_every_s: 1200 },
    };
    expect(await run(items)).toEqual([
      { status: 200, replayed: false, retry_after_s: null, body: verdict },
      { status: 200, replayed: false, retry_after_s: null, body: verdict },
      {
        status: 200,
        replayed: false,
        retry_after_s: null,
        body: { trial_id: a.id, state: "completed", values: { loss: { value: 0.25, std_error: null, n: null } } },
      },
    ]);
    // The trial has ended meanwhile, so its measurement is refused now; the tell is answered as before.
    expect((await run(items)).map(({ status, replayed }) => [status, replayed])).toEqual([
      [409, false],
      [200, false],
      [200, true],
    ]);
  });

  test("S20 another workspace's trial spoils only itself, with the answer of an id that does not exist", async () => {
    const [mine, theirs] = [first(await hold(1)), await foreignTrial()];
    const absent = { ...theirs, id: `trl_${"0".repeat(32)}` };
    const malformed = { ...theirs, id: "trl_1" };
    const answers = await run([tell(theirs, 1), tell(absent, 1), tell(malformed, 1), tell(mine, 1)]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 200]);
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toEqual(answers[2]);
    const { output } = await readTrial.run(spaces.two.owner, { trial_id: theirs.id });
    expect(output.state).toBe("running");
  });

  test("S20 what is wrong in an item is told in its own answer, with pointers into that item", async () => {
    const [a, b] = await hold(2);
    if (a === undefined || b === undefined) throw new Error("two trials were asked for");
    const answers = await run([
      { ...tell(a, 1), values: { loss: "many" } },
      { ...tell(a, 1), colour: "red" },
      { ...tell(a, 1), attempt: 7 },
      { operation: "ask", study_id: "std_1" },
      [heartbeat(a)],
      null,
      { ...tell(a, 1), values: {} },
      tell(b, 2),
    ]);
    expect(answers.map(({ status, body }) => [status, "code" in body ? body.code : "ok"])).toEqual([
      [422, "invalid_input"],
      [422, "invalid_input"],
      [409, "lease_lost"],
      [422, "invalid_input"],
      [422, "invalid_input"],
      [422, "invalid_input"],
      [422, "invalid_observation"],
      [200, "ok"],
    ]);
    const pointers = answers.map(({ body }) => ("errors" in body ? body.errors?.map(({ pointer }) => pointer) : null));
    expect(pointers).toEqual([["/values/loss"], ["/colour"], null, ["/operation"], [""], [""], ["/values/loss"], null]);
    const { output } = await readTrial.run(spaces.one.owner, { trial_id: a.id });
    expect(output).toMatchObject({ state: "running", values: {} });
  });

  test("carries out the items of one trial in their order, and a later one knows the earlier", async () => {
    const trials = await hold(12);
    const items = trials.flatMap((trial, index) => [
      measure(trial, 1, index),
      measure(trial, 2, index + 0.5),
      { operation: "tell", trial_id: trial.id, attempt: trial.attempt, state: "completed", from_measurements: "last" },
    ]);
    const answers = await run(items);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const told = answers.filter((_, index) => index % 3 === 2).map(({ body }) => body);
    expect(told).toEqual(
      trials.map(({ id }, index) => ({
        trial_id: id,
        state: "completed",
        values: { loss: { value: index + 0.5, std_error: null, n: null } },
      })),
    );
  });

  test("of 100 tells is a handful of statements", async () => {
    const trials = await hold(100);
    const statements = vi.spyOn(pools().hot, "query");
    const answers = await run(trials.map((trial, index) => tell(trial, index)));
    const count = statements.mock.calls.length;
    statements.mockRestore();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(count).toBeLessThanOrEqual(6);
  });

  test("S16 of none or of more than 100 items is refused", async () => {
    const trial = first(await hold(1));
    for (const count of [0, 101]) {
      const items = Array.from({ length: count }, () => heartbeat(trial));
      await expect(batch.run(spaces.one.owner, { items })).rejects.toMatchObject({ code: "invalid_input" });
    }
  });
});

describe("heartbeats of many trials", () => {
  test("S20 give a verdict for each, a refusal for those that are not held, and extend the leases of the others", async () => {
    const trials = await hold(40);
    const [mine, theirs] = [first(trials), await foreignTrial()];
    await spaces.admin.query(
      "update trial set lease_until = clock_timestamp() + interval '5 seconds' where id = any ($1::uuid[])",
      [trials.map(({ id }) => toUuid(id))],
    );
    const held = [...trials, theirs, { ...mine, attempt: mine.attempt + 1 }];
    const { output } = await heartbeatTrials.run(spaces.one.owner, {
      trials: held.map(({ id, attempt }) => ({ trial_id: id, attempt })),
    });
    expect(output.trials.map(({ status }) => status)).toEqual([...trials.map(() => 200), 404, 409]);
    expect(output.trials[0]?.body).toMatchObject({ verdict: "continue", lease: { expires_in_s: 3600 } });
    const { rows } = await spaces.admin.query<{ shortest: number }>(
      "select min(extract(epoch from lease_until - clock_timestamp()))::float8 as shortest from trial where id = any ($1::uuid[])",
      [trials.map(({ id }) => toUuid(id))],
    );
    expect(rows[0]?.shortest).toBeGreaterThan(3000);
  });

  test("B3 of the same trials in opposite orders, at the same time as tells, never deadlock", async () => {
    const trials = await hold(24);
    const beats = (order: readonly HandedOutTrial[]) =>
      heartbeatTrials.run(spaces.one.owner, { trials: order.map(({ id, attempt }) => ({ trial_id: id, attempt })) });
    const rounds = Array.from({ length: 10 }, (_, round) => [
      beats(trials),
      beats([...trials].reverse()),
      run(trials.slice(round * 2, round * 2 + 2).map((trial) => tell(trial, round))),
    ]);
    const answers = await Promise.all(rounds.flat());
    const statuses = answers
      .flatMap((answer) => ("output" in answer ? answer.output.trials : answer))
      .map(({ status }) => status);
    expect(statuses.filter((status) => ![200, 409].includes(status))).toEqual([]);
    const { rows } = await spaces.admin.query<{ deadlocks: string }>(
      "select deadlocks from pg_stat_database where datname = current_database()",
    );
    expect(Number(rows[0]?.deadlocks)).toBe(0);
  });
});
