import { afterAll, beforeAll, expect, test } from "vitest";
import { StudyEvent } from "@/lib/contract/event";
import type { updateTrial as contract } from "@/lib/contract/trial-control";
import { brokenInvariants } from "@/server/backup/invariants";
import { relayOutbox } from "@/server/jobs/relay-outbox";
import { toUuid } from "@/server/kernel/ids";
import { bestTrial } from "../study/best-trial";
import { eventSelect, toStudyEvent } from "../study/event-mapper";
import { readSeries } from "../study/read-series";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { listActivity } from "../workspace/list-activity";
import { enqueueTrials } from "./enqueue-trials";
import { readTrial } from "./read-trial";
import { updateTrial } from "./update-trial";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

type Change = Omit<Parameters<typeof contract.input.parse>[0] & object, "trial_id">;

const update = (id: string, change: Change) =>
  runService({ service: updateTrial, context: spaces.one.owner, input: { trial_id: id, ...change } as never });
const read = (id: string) => runService({ service: readTrial, context: spaces.one.owner, input: { trial_id: id } });
const best = (id: string) => runService({ service: bestTrial, context: spaces.one.owner, input: { study_id: id } });

test("a correction is a further revision: what was told is kept, with who changed it, when and why", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study);
  await driver.tell(trial, { values: { loss: { value: 1, std_error: 0.1, n: 3 }, accuracy: 0.5 } });
  await update(trial.id, { values: { loss: 2 }, reason: "the wrong split" });
  const after = await update(trial.id, { values: { loss: "NaN", accuracy: 0.5 }, reason: "it had diverged" });
  expect(after.values).toEqual({
    loss: { value: "NaN", std_error: null, n: null },
    accuracy: { value: 0.5, std_error: null, n: null },
  });
  const { corrections } = await read(trial.id);
  expect(corrections).toMatchObject([
    {
      revision: 2,
      reason: "the wrong split",
      by: { kind: "person" },
      values: { loss: { from: { value: 1, std_error: 0.1, n: 3 }, to: { value: 2, std_error: null } } },
    },
    { revision: 3, reason: "it had diverged", values: { loss: { from: { value: 2 }, to: { value: "NaN" } } } },
  ]);
  expect(Object.keys(corrections[1]?.values ?? {})).toEqual(["loss"]);
});

test("R15 the incumbent after a correction is what a recomputation gives, feasibility included", async () => {
  const study = await driver.createStudy({ outcome_constraints: [{ metric: "size", lte: 10 }] });
  const [first, second] = [await driver.askOne(study), await driver.askOne(study)];
  await driver.tell(first, { values: { loss: 1, size: 5 } });
  await driver.tell(second, { values: { loss: 2, size: 5 } });
  expect((await best(study.id)).trial?.id).toBe(first.id);
  await update(first.id, { values: { loss: 3 }, reason: "measured again" });
  expect((await best(study.id)).trial?.id).toBe(second.id);
  expect((await update(second.id, { values: { size: 11 }, reason: "weighed again" })).feasible).toBe(false);
  expect((await best(study.id)).trial?.id).toBe(first.id);
  await update(first.id, { values: { loss: "Infinity" }, reason: "it diverged" });
  expect((await best(study.id)).trial).toBeNull();
  expect((await update(second.id, { values: { size: 9 }, reason: "the scale was wrong" })).feasible).toBe(true);
  expect((await best(study.id)).trial).toMatchObject({ id: second.id, values: { loss: { value: 2 } } });
});

test("R15 of each metric the newest revision alone counts; a backup in which another does is refused", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study);
  await driver.tell(trial, { values: { loss: 1 } });
  await update(trial.id, { values: { loss: 2 }, reason: "measured again" });
  const client = await spaces.admin.connect();
  await client.query("begin");
  expect(await brokenInvariants(client)).toEqual([]);
  await client.query(
    "update observation_value set current = revision = 1, rankable = revision = 1 where trial_id = $1",
    [toUuid(trial.id)],
  );
  expect(await brokenInvariants(client)).toMatchObject([{ invariant: "R15", count: 1, example: toUuid(trial.id) }]);
  await client.query("rollback");
  client.release();
});

test("only what a completed trial was told is corrected; the refusal names the field and says what to do", async () => {
  const study = await driver.createStudy();
  const running = await driver.askOne(study);
  const refused = (state: string) => ({
    code: "state_conflict",
    errors: [{ pointer: "/values", code: "not_completed" }],
    extra: { state },
  });
  const correction = { values: { loss: 0 }, reason: "why not" };
  await expect(update(running.id, correction)).rejects.toMatchObject(refused("running"));
  await driver.tell(running, { state: "failed", values: {} });
  await expect(update(running.id, correction)).rejects.toMatchObject(refused("failed"));
  await expect(update(running.id, { values: { loss: 0 } })).rejects.toMatchObject({
    code: "invalid_input",
    errors: [{ pointer: "/reason" }],
  });
  const { rows } = await spaces.admin.query("select 1 from observation_value where trial_id = $1", [
    toUuid(running.id),
  ]);
  expect(rows).toEqual([]);
});

test("tags and note belong to a trial in any state; they need no reason and are no correction", async () => {
  const study = await driver.createStudy();
  const { trials } = await runService({
    service: enqueueTrials,
    context: spaces.one.owner,
    input: { study_id: study.id, trials: [{ assignments: { x: 0.25, k: 7 } }] },
  });
  const id = trials[0]?.id ?? "";
  expect(await update(id, { tags: ["baseline"], note: "from the paper" })).toMatchObject({
    state: "queued",
    tags: ["baseline"],
    note: "from the paper",
  });
  const held = await driver.askOne(study);
  expect(held.id).toBe(id);
  expect((await driver.tell(held)).state).toBe("completed");
  expect(await read(id)).toMatchObject({ tags: ["baseline"], note: "from the paper", corrections: [] });
});

test("a change of a trial that somebody changed meanwhile is refused; one that changes nothing leaves it as it is", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study);
  await driver.tell(trial, { values: { loss: 1 } });
  const { version } = await read(trial.id);
  const changed = await update(trial.id, { values: { loss: 2 }, reason: "measured again", if_version: version });
  expect(changed.version).toBe(version + 1);
  await expect(update(trial.id, { note: "late", if_version: version })).rejects.toMatchObject({
    code: "precondition_failed",
  });
  const again = await update(trial.id, { values: { loss: 2 }, reason: "asked twice", tags: [], note: "" });
  expect(again).toEqual(changed);
  expect((await read(trial.id)).corrections).toHaveLength(1);
});

test("R2 a correction is told to listeners and written down with the old and the new value and who", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study);
  await driver.tell(trial, { values: { loss: "NaN" } });
  await update(trial.id, { values: { loss: 2, accuracy: 0.5 }, reason: "it had not diverged" });
  await relayOutbox();
  const rows = await spaces.one.owner.db.event.findMany({
    where: { studyId: toUuid(study.id), type: "trial.corrected" },
    select: eventSelect,
  });
  expect(rows.map((row) => StudyEvent.parse(toStudyEvent(row)))).toMatchObject([
    {
      type: "trial.corrected",
      data: {
        trial: { state: "completed", values: { loss: 2, accuracy: 0.5 } },
        correction: { revision: 2, reason: "it had not diverged", previous: { loss: "NaN", accuracy: null } },
      },
    },
  ]);
  const { rows: audited } = await spaces.admin.query("select * from audit_event where target_id = $1", [
    toUuid(trial.id),
  ]);
  expect(audited).toMatchObject([
    {
      action: "trial.corrected",
      actor_kind: "person",
      actor_id: spaces.one.owner.actor.id,
      detail: { revision: 2, values: { loss: { from: "NaN", to: 2 }, accuracy: { from: null, to: 0.5 } } },
    },
  ]);
  const { data } = await runService({ service: listActivity, context: spaces.one.owner, input: { limit: 1 } });
  expect(data).toMatchObject([{ action: "trial.corrected", subject: { kind: "study", name: study.name } }]);
});

test("whoever follows a study's plots hears of a correction however long ago the trial ended", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study);
  await driver.tell(trial, { values: { loss: 1 } });
  await spaces.admin.query(
    "update trial set created_at = now() - interval '1 day', finished_at = now() - interval '1 day' where id = $1",
    [toUuid(trial.id)],
  );
  const series = (since?: string) =>
    runService({ service: readSeries, context: spaces.one.owner, input: { study_id: study.id, since } });
  const { as_of } = await series();
  expect((await series(as_of)).numbers).toEqual([]);
  await update(trial.id, { values: { loss: 2 }, reason: "measured again" });
  expect(await series(as_of)).toMatchObject({ numbers: [trial.number], values: [{ metric: "loss", values: [2] }] });
});

test("R4 a tell that is repeated after a correction is still known again, and answers with what counts now", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study);
  await driver.tell(trial, { values: { loss: 1 } });
  await update(trial.id, { values: { loss: 2 }, reason: "measured again" });
  expect(await driver.tell(trial, { values: { loss: 1 } })).toMatchObject({
    replayed: true,
    values: { loss: { value: 2 } },
  });
  await expect(driver.tell(trial, { values: { loss: 2 } })).rejects.toMatchObject({ code: "already_told" });
});
