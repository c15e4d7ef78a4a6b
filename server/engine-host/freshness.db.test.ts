import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HandedOutTrial } from "@/lib/contract/ask";
import type { Study } from "@/lib/contract/study";
import { toUuid } from "@/server/kernel/ids";
import { runService } from "@/server/services/testing/run-service";
import { type StudyDriver, studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";
import { updateTrial } from "@/server/services/trial/update-trial";
import { orderLateSuggestions } from "./late-suggestions";
import { orderSuggestions } from "./study-loop";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const lossOf = ({ assignments: { x } }: HandedOutTrial): number => (Number(x) - 0.3) ** 2;

interface TrialRow {
  readonly number: number;
  readonly version: number;
  readonly basis: number;
  readonly attempt: number;
}

async function rowsOf({ id }: Study): Promise<TrialRow[]> {
  const { rows } = await spaces.admin.query<TrialRow>(
    "select number, version, basis, attempt from trial where study_id = $1 order by number",
    [toUuid(id)],
  );
  return rows;
}

const fillShelf = ({ id }: Study, count: number): Promise<void> =>
  orderSuggestions({ workspaceId: spaces.one.workspaceId, studyId: toUuid(id) }, { count, horizon: 0 }).done;

/** The trials, of those told, that the engine call which made this one was not told of. */
async function unknownTo(trial: HandedOutTrial, told: readonly string[]): Promise<number[]> {
  const { rows } = await spaces.admin.query<{ number: number }>(
    `select t.number from trial made
       join engine_call c on c.workspace_id = made.workspace_id and c.study_id = made.study_id and c.basis = made.basis
        and exists (select from jsonb_array_elements(c.outputs) o where o ->> 'fingerprint' = made.fingerprint)
       join trial t on t.id = any ($2::uuid[])
      where made.id = $1
        and not exists (select from history h where h.trial_id = t.id and h.study_id = made.study_id and h.seq <= c.basis_seq)`,
    [toUuid(trial.id), told.map(toUuid)],
  );
  return rows.map(({ number }) => number);
}

test("an ask gets what knows every result that was acknowledged before it, its worker's own last one among them, while others tell", async () => {
  const study = await driver.createStudy({ sampler: { name: "tpe" }, limits: { max_trials: 500 } });
  const acknowledged: string[] = [];
  const missed: unknown[] = [];
  const work = async (worker: number): Promise<void> => {
    let trial = await driver.askOne(study);
    for (let step = 0; step < 12; step += 1) {
      await driver.tell(trial, { values: { loss: lossOf(trial) } });
      acknowledged.push(trial.id);
      if (worker % 2 === 1) await new Promise((resolve) => setTimeout(resolve, 7 * worker));
      const before = [...acknowledged];
      trial = await driver.askOne(study);
      const unknown = await unknownTo(trial, before);
      if (unknown.length > 0 || trial.origin.behind !== undefined) missed.push({ trial, unknown });
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, worker) => work(worker)));
  expect(missed).toEqual([]);
  const rows = await rowsOf(study);
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index));
});

test("a result that was written before a suggestion was made, but committed after it, makes the suggestion stale", async () => {
  const study = await driver.createStudy({ sampler: { name: "tpe" } });
  const [first] = [await driver.askOne(study), await driver.askOne(study)];
  const late = new pg.Client({ connectionString: spaces.database.urls.app });
  await late.connect();
  await late.query("begin");
  const values = [{ metric: "loss", value: 0.25, kind: "finite", std_error: null, n: null }];
  await late.query("select tell_trial($1, null, $2, 1, 'completed', $3, null, null, null, null, $4)", [
    spaces.one.workspaceId,
    toUuid(first.id),
    JSON.stringify(values),
    Buffer.alloc(32),
  ]);
  await fillShelf(study, 1);
  expect((await rowsOf(study))[2]).toMatchObject({ version: 1, basis: 0, attempt: 0 });
  const { rows } = await late.query<{ older: boolean }>(
    `select (select finished_at from trial where id = $1) < (select created_at from trial where study_id = $2 and number = 2) as older`,
    [toUuid(first.id), toUuid(study.id)],
  );
  expect(rows).toEqual([{ older: true }]);
  await late.query("commit");
  await late.end();
  const next = await driver.askOne(study);
  expect(next.number).toBe(2);
  expect(await unknownTo(next, [first.id])).toEqual([]);
  expect((await rowsOf(study))[2]).toMatchObject({ version: 2, basis: 1, attempt: 1 });
});

test("an ask after an acknowledged correction gets a suggestion that knows it, also where one lay on the shelf", async () => {
  const study = await driver.createStudy({ sampler: { name: "tpe" } });
  const trial = await driver.askOne(study);
  await driver.tell(trial, { values: { loss: 1 } });
  await fillShelf(study, 1);
  expect((await rowsOf(study))[1]).toMatchObject({ number: 1, version: 1, basis: 1, attempt: 0 });
  for (const [loss, basis] of [
    [2, 2],
    [3, 3],
  ] as const) {
    await runService({
      service: updateTrial,
      context: spaces.one.owner,
      input: { trial_id: trial.id, values: { loss }, reason: "measured again" },
    });
    const next = await driver.askOne(study);
    expect((await rowsOf(study))[next.number]).toMatchObject({ basis, attempt: 1 });
  }
  // In the order in which they were learnt, as entries of their own, and never a second time.
  const { rows } = await spaces.admin.query(
    "select seq, kind, version from history where study_id = $1 and trial_id = $2 order by seq",
    [toUuid(study.id), toUuid(trial.id)],
  );
  expect(rows).toEqual([
    { seq: 1, kind: "result", version: 1 },
    { seq: 2, kind: "correction", version: 2 },
    { seq: 3, kind: "correction", version: 3 },
  ]);
});

test("R12 R14 suggestions that nobody took are rewritten with newer results under their numbers, and the budget is reached", async () => {
  const study = await driver.createStudy({ sampler: { name: "tpe" }, limits: { max_trials: 4 } });
  const first = await driver.askOne(study);
  await fillShelf(study, 3);
  const before = await rowsOf(study);
  expect(before.map(({ version }) => version)).toEqual([1, 1, 1, 1]);
  await driver.tell(first, { values: { loss: lossOf(first) } });
  const { trials } = await driver.ask(study, { count: 3 });
  expect(trials.map(({ number }) => number)).toEqual([1, 2, 3]);
  const after = await rowsOf(study);
  expect(after.slice(1).every(({ version, basis }) => version > 1 && basis === 1)).toBe(true);
  expect(await unknownTo(trials[2] ?? first, [first.id])).toEqual([]);
  for (const trial of trials) await driver.tell(trial, { values: { loss: lossOf(trial) } });
  await expect(driver.ask(study)).rejects.toMatchObject({ code: "study_finished", extra: { reason: "budget" } });
});

test("right after a result the shelf holds one suggestion that knows it, while somebody asks", async () => {
  const study = await driver.createStudy({ sampler: { name: "tpe" } });
  const trial = await driver.askOne(study);
  await driver.tell(trial, { values: { loss: 1 } });
  await expect
    .poll(async () => (await rowsOf(study)).slice(1), { timeout: 10_000 })
    .toMatchObject([{ number: 1, basis: 1, attempt: 0 }]);
  expect(await driver.askOne(study, { wait_seconds: 0 })).toMatchObject({ number: 1 });
});

test("what no result changes lies on the shelf until somebody takes it", async () => {
  const study = await driver.createStudy({ sampler: { name: "random" } });
  const trial = await driver.askOne(study);
  await fillShelf(study, 2);
  await driver.tell(trial, { values: { loss: 1 } });
  expect((await driver.ask(study, { count: 2 })).trials.map(({ number }) => number)).toEqual([1, 2]);
  expect((await rowsOf(study)).map(({ version }) => version)).toEqual([1, 1, 1]);
});

/** How many suggestions lay on the shelf at most while many ask one after the other. */
async function stockOf(study: Study, asks: number): Promise<number> {
  let most = 0;
  for (let asked = 0; asked < asks; asked += 10) {
    await Promise.all(Array.from({ length: 10 }, () => driver.askOne(study)));
    most = Math.max(most, (await rowsOf(study)).filter(({ attempt }) => attempt === 0).length);
  }
  return most;
}

test("who asks often finds what no result changes on the shelf, an eighth of what the budget has left at most", async () => {
  const study = await driver.createStudy({ sampler: { name: "random" }, limits: { max_trials: 700 } });
  const stock = await stockOf(study, 300);
  expect(stock).toBeGreaterThan(9); // more than any of those who waited left behind
  expect(stock).toBeLessThanOrEqual(64);
  const small = await driver.createStudy({ sampler: { name: "random" }, limits: { max_trials: 330 } });
  await stockOf(small, 300);
  expect((await rowsOf(small)).length).toBeLessThanOrEqual(300 + Math.ceil(60 / 8));
});

test("however often somebody asks, nothing is made ahead where results count or a study is to be played the same way again", async () => {
  const learning = await driver.createStudy({ sampler: { name: "cma-es" }, limits: { max_trials: 1_000 } });
  const reproducible = await driver.createStudy({
    sampler: { name: "random" },
    limits: { max_trials: 1_000 },
    reproducible: true,
  });
  expect(await stockOf(learning, 300)).toBeLessThan(10);
  expect(await stockOf(reproducible, 300)).toBeLessThan(10);
});

test("what steps in for a sampler that is told of no trials is told of none either", async () => {
  const study = await driver.createStudy({ sampler: { name: "random" } });
  for (let told = 0; told < 3; told += 1) await driver.tell(await driver.askOne(study), { values: { loss: told } });
  const held = await driver.askOne(study);
  await orderLateSuggestions({ workspaceId: spaces.one.workspaceId, studyId: toUuid(study.id) }, 1).done;
  const made = await driver.askOne(study);
  expect(made.number).toBe(held.number + 1);
  expect(made.origin).toMatchObject({ fallback: { reason: "engine_late" } });
  const { rows } = await spaces.admin.query(
    "select pending, request -> 'beyond' as beyond from engine_call where study_id = $1 and numbers @> $2",
    [toUuid(study.id), [made.number]],
  );
  expect(rows).toEqual([{ pending: [], beyond: null }]);
});

test("what stepped in for a sampler that no result changes, and nobody took, is as good after the next result", async () => {
  const study = await driver.createStudy({ sampler: { name: "random" } });
  const held = await driver.askOne(study);
  await orderLateSuggestions({ workspaceId: spaces.one.workspaceId, studyId: toUuid(study.id) }, 1).done;
  await driver.tell(held);
  const next = await driver.askOne(study);
  expect(next).toMatchObject({ number: 1, origin: { fallback: { reason: "engine_late" } } });
  expect(next.origin.behind).toBeUndefined();
});
