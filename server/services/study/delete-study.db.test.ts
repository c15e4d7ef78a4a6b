import { afterAll, beforeAll, expect, test } from "vitest";
import { relayOutbox } from "@/server/jobs/relay-outbox";
import { toUuid } from "@/server/kernel/ids";
import { createShareLink } from "../share/create-share-link";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { createRecords } from "../trial/create-records";
import { enqueueTrials } from "../trial/enqueue-trials";
import { listActivity } from "../workspace/list-activity";
import { deleteStudy } from "./delete-study";
import { readStudy } from "./read-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const remove = (study_id: string) =>
  runService({ service: deleteStudy, context: spaces.one.owner, input: { study_id } });

/** Tables that name studies or trials, and how many rows of each there are. */
async function rowsLeft(): Promise<Readonly<Record<string, number>>> {
  const { rows: tables } = await spaces.admin.query<{ name: string }>(
    `select distinct table_name as name from information_schema.columns
      where table_schema = 'public' and column_name in ('study_id', 'trial_id') order by 1`,
  );
  const left: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await spaces.admin.query<{ count: number }>(`select count(*)::int as count from "${name}"`);
    if (rows[0]?.count !== 0) left[name] = rows[0]?.count ?? 0;
  }
  return left;
}

test("a deleted study leaves no row of it, its name is free again, and the deed is written down", async () => {
  const ours = await driver.createStudy({ name: "gone", limits: { max_parallel: 2 } });
  const trial = await driver.askOne(ours);
  await driver.measure(trial, { 1: { loss: 1 } });
  await driver.tell(trial);
  await driver.askOne(ours);
  await runService({ service: createShareLink, context: spaces.one.owner, input: { study_id: ours.id } });
  const external = await driver.createStudy({ search_space: {}, sampler: { name: "external" } });
  await runService({
    service: createRecords,
    context: spaces.one.owner,
    input: { study_id: external.id, trials: [{}, { state: "completed", values: { loss: 1 } }] },
  });
  expect(Object.keys(await rowsLeft())).toEqual(expect.arrayContaining(["trial", "attempt", "measurement"]));
  await remove(ours.id);
  await remove(external.id);
  expect(await rowsLeft()).toEqual({});
  const again = await driver.createStudy({ name: "gone" });
  expect(again.id).not.toBe(ours.id);
  await remove(again.id);
  // What was announced of it has nobody to be told to any more.
  await relayOutbox();
  expect(await rowsLeft()).toEqual({});
  const { data } = await runService({ service: listActivity, context: spaces.one.owner, input: {} });
  expect(data[0]).toMatchObject({ action: "study.deleted", subject: { kind: "none" } });
});

test("S1 a study that was deleted is one that never was", async () => {
  const study = await driver.createStudy();
  await remove(study.id);
  await expect(remove(study.id)).rejects.toMatchObject({ code: "not_found" });
  await expect(
    runService({ service: readStudy, context: spaces.one.owner, input: { study_id: study.id } }),
  ).rejects.toMatchObject({ code: "not_found" });
});

test("S1 an ask of a deleted study whose sampler was external is answered like any other's", async () => {
  const study = await driver.createStudy({ search_space: {}, sampler: { name: "external" } });
  await expect(driver.ask(study)).rejects.toMatchObject({ code: "state_conflict" });
  await remove(study.id);
  await expect(driver.ask(study)).rejects.toMatchObject({ code: "not_found" });
});

/** Sends it while a deletion holds the study, which ends once what was sent waits for it. */
async function whileDeleted<Answer>(study_id: string, send: () => Promise<Answer>): Promise<Answer> {
  const deletion = await spaces.admin.connect();
  try {
    await deletion.query("begin");
    await deletion.query("select pg_advisory_xact_lock(study_lock_key($1))", [toUuid(study_id)]);
    const sent = send();
    sent.catch(() => undefined);
    const waiting = `select from pg_locks l join pg_database d on d.oid = l.database
                      where d.datname = current_database() and l.locktype = 'advisory' and not l.granted`;
    await expect.poll(async () => (await spaces.admin.query(waiting)).rowCount).toBe(1);
    await deletion.query("delete from study where id = $1", [toUuid(study_id)]);
    await deletion.query("commit");
    return await sent;
  } finally {
    deletion.release();
  }
}

test("R16 what a scheduler has its word on, while the study is deleted, finds none", async () => {
  const scheduler = { name: "asha", resource: { name: "epoch", min: 1, max: 9 } };
  const measured = await driver.createStudy({ scheduler });
  const trial = await driver.askOne(measured);
  await expect(whileDeleted(measured.id, () => driver.measure(trial, { 1: { loss: 1 } }))).rejects.toMatchObject({
    code: "not_found",
  });
  const asked = await driver.createStudy({ scheduler });
  const trials = [{ assignments: { x: 0.5, k: 1 } }];
  await enqueueTrials.run(spaces.one.owner, { study_id: asked.id, trials });
  await expect(whileDeleted(asked.id, () => driver.ask(asked))).rejects.toMatchObject({ code: "not_found" });
});

test("a study that another learns from stays, and the refusal names the other", async () => {
  const source = await driver.createStudy({ limits: { max_trials: 1 } });
  await driver.tell(await driver.askOne(source));
  const learner = await driver.createStudy({ name: "the learner", warm_start: [source.id] });
  await expect(remove(source.id)).rejects.toMatchObject({
    code: "state_conflict",
    message: expect.stringContaining("the learner"),
  });
  await remove(learner.id);
  await remove(source.id);
  const { rows } = await spaces.admin.query("select 1 from study where id = $1", [toUuid(source.id)]);
  expect(rows).toEqual([]);
});
