import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { eventTypes, StudyEvent } from "@/lib/contract/event";
import { systemPool } from "@/server/db/pools";
import { toUuid } from "@/server/kernel/ids";
import { eventSelect, toStudyEvent } from "@/server/services/study/event-mapper";
import { pauseStudy } from "@/server/services/study/pause-study";
import { resumeStudy } from "@/server/services/study/resume-study";
import { stopStudy } from "@/server/services/study/stop-study";
import { runService } from "@/server/services/testing/run-service";
import { type StudyDriver, studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";
import { forgetOldRecords } from "./forget-old-records";
import { relayOutbox } from "./relay-outbox";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());
beforeEach(async () => {
  await spaces.admin.query("delete from event");
  await spaces.admin.query("delete from outbox");
});

type Queryable = Pick<TestWorkspaces["admin"], "query">;

/** Writes an outbox row as a hot function would, on a connection of the caller's choice. */
async function commitRow(studyId: string, on: Queryable = spaces.admin, topic = "study.finished"): Promise<string> {
  const id = randomUUID();
  await on.query("insert into outbox (workspace_id, id, topic, subject_id, body) values ($1, $2, $3, $4, '{}')", [
    spaces.one.workspaceId,
    id,
    topic,
    toUuid(studyId),
  ]);
  return id;
}

async function eventsAfter(sequence: bigint) {
  const { rows } = await spaces.admin.query<{ id: string; sequence: string }>(
    "select id, sequence from event where sequence > $1 order by sequence",
    [String(sequence)],
  );
  return rows;
}

/** The study's events as the API gives them. */
async function told(studyId: string): Promise<StudyEvent[]> {
  await relayOutbox();
  const rows = await spaces.one.owner.db.event.findMany({
    where: { studyId: toUuid(studyId) },
    orderBy: { sequence: "asc" },
    select: eventSelect,
  });
  return rows.map((row) => StudyEvent.parse(toStudyEvent(row)));
}

test("R19 a row that was written first and committed last is not skipped by a reader who has seen later ones", async () => {
  const study = await driver.createStudy();
  const slow = await spaces.admin.connect();
  await slow.query("begin");
  const early = await commitRow(study.id, slow);
  const late = await commitRow(study.id);
  await relayOutbox();
  const first = await eventsAfter(0n);
  expect(first.map(({ id }) => id)).toEqual([late]);
  await slow.query("commit");
  slow.release();
  await relayOutbox();
  const seen = BigInt(first[0]?.sequence ?? 0);
  expect((await eventsAfter(seen)).map(({ id }) => id)).toEqual([early]);
  // Control: in the order of writing, "after the last one seen" would never have shown it.
  const { rows } = await spaces.admin.query(
    "select id from event where occurred_at > (select occurred_at from event where id = $1)",
    [late],
  );
  expect(rows).toEqual([]);
});

test("R19, R20 relays on several replicas at once deliver each row once, and a reader meanwhile skips none", async () => {
  const study = await driver.createStudy();
  const written: string[] = [];
  const seen: string[] = [];
  let position = 0n;
  const look = async (): Promise<void> => {
    for (const { id, sequence } of await eventsAfter(position)) {
      seen.push(id);
      position = BigInt(sequence);
    }
  };
  const writers = Array.from({ length: 4 }, async () => {
    for (let count = 0; count < 100; count += 1) written.push(await commitRow(study.id));
  });
  let isWriting = true;
  const relays = Array.from({ length: 3 }, async () => {
    while (isWriting) await relayOutbox();
  });
  const reader = (async () => {
    while (isWriting) await look();
  })();
  await Promise.all(writers);
  isWriting = false;
  await Promise.all([...relays, reader]);
  await relayOutbox();
  await look();
  expect(seen).toHaveLength(400);
  expect(seen.toSorted()).toEqual(written.toSorted());
});

test("R19 a relay that is cut before its commit leaves the outbox as it was", async () => {
  const study = await driver.createStudy();
  const id = await commitRow(study.id);
  const client = await systemPool().connect();
  await client.query("begin");
  await client.query("select relay_outbox($1, 500)", [eventTypes]);
  await client.query("rollback");
  client.release();
  expect(await eventsAfter(0n)).toEqual([]);
  await relayOutbox();
  expect((await eventsAfter(0n)).map((row) => row.id)).toEqual([id]);
});

test("an event of a trial says what a listener needs, NaN included; what is too large is left out", async () => {
  const study = await driver.createStudy();
  const trial = await driver.askOne(study, { worker_id: "gpu-7" });
  await driver.tell(trial, { values: { loss: 0.125, time: "NaN" }, cost: 2 });
  const [event, ...others] = await told(study.id);
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    type: "trial.completed",
    data: {
      study_id: study.id,
      project_id: study.project_id,
      study_name: study.name,
      trial: {
        id: trial.id,
        number: trial.number,
        state: "completed",
        assignments: trial.assignments,
        values: { loss: 0.125, time: "NaN" },
        feasible: true,
        cost: 2,
        attempt: 1,
        worker_id: "gpu-7",
      },
    },
  });
  const large = await driver.askOne(study);
  await driver.tell(large, { state: "failed", values: {} });
  await spaces.admin.query(
    "set session_replication_role = replica; update trial set assignments = jsonb_build_object('x', repeat('x', 17000)) where id = '" +
      toUuid(large.id) +
      "'; set session_replication_role = default",
  );
  const [, second] = await told(study.id);
  expect(second).toMatchObject({ type: "trial.failed", data: { trial: { assignments: null, values: {} } } });
});

test("R2 pausing, resuming and stopping a study are announced, once each however often they are asked for", async () => {
  const study = await driver.createStudy();
  for (const service of [pauseStudy, pauseStudy, resumeStudy, stopStudy, stopStudy])
    await runService({ service, context: spaces.one.owner, input: { study_id: study.id } });
  const events = await told(study.id);
  expect(events.map(({ type, data }) => [type, "state" in data ? [data.state, data.state_reason] : null])).toEqual([
    ["study.paused", ["paused", null]],
    ["study.resumed", ["active", null]],
    ["study.stopped", ["stopped", "stopped"]],
  ]);
});

test("a topic that this release does not know stays for one that does; a row about a study that is gone goes", async () => {
  const study = await driver.createStudy();
  const unknown = await commitRow(study.id, spaces.admin, "study.transcended");
  await commitRow(`std_${"0".repeat(32)}`);
  const known = await commitRow(study.id);
  await relayOutbox();
  expect((await eventsAfter(0n)).map(({ id }) => id)).toEqual([known]);
  const { rows } = await spaces.admin.query("select id from outbox");
  expect(rows).toEqual([{ id: unknown }]);
});

test("every topic that an SQL function writes is in the contract's list", async () => {
  const { rows } = await spaces.admin.query<{ source: string }>(
    "select prosrc as source from pg_proc where pronamespace = 'public'::regnamespace and prosrc ~ 'insert into outbox'",
  );
  expect(rows.length).toBeGreaterThan(3);
  const terminal = ["completed", "pruned", "failed", "infeasible", "cancelled"];
  const topics = rows.flatMap(({ source }) =>
    [...source.matchAll(/'((?:trial|study)\.[a-z_]*)'/g)].flatMap(([, topic = ""]) =>
      topic === "trial." ? terminal.map((state) => topic + state) : [topic],
    ),
  );
  expect(eventTypes).toEqual(expect.arrayContaining(topics));
});

test("events are kept seven days", async () => {
  const study = await driver.createStudy();
  const [old, recent] = [await commitRow(study.id), await commitRow(study.id)];
  await relayOutbox();
  const age = "update event set relayed_at = now() - $2::interval where id = $1";
  await spaces.admin.query(age, [old, "7 days 1 minute"]);
  await spaces.admin.query(age, [recent, "6 days 23 hours"]);
  await forgetOldRecords.run();
  expect((await eventsAfter(0n)).map(({ id }) => id)).toEqual([recent]);
});
