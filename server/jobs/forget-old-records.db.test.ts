import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toUuid } from "@/server/kernel/ids";
import { studyDriver } from "../services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../services/testing/test-workspaces";
import { forgetOldRecords } from "./forget-old-records";

let spaces: TestWorkspaces;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
});
afterAll(() => spaces.close());

const count = async (table: string): Promise<number> => {
  const { rows } = await spaces.admin.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return rows[0]?.count ?? 0;
};

test("engine calls are kept 30 days, outbox rows 7, idempotency records 48 hours, sessions until they end", async () => {
  const { workspaceId } = spaces.one;
  const { id } = await studyDriver(spaces.one.owner).createStudy();
  for (const table of ["engine_call", "outbox", "idempotency_record", "session"])
    await spaces.admin.query(`delete from ${table}`);
  const ages = ["29 days 23 hours", "30 days 1 hour", "6 days 23 hours", "7 days 1 hour", "47 hours", "49 hours"];
  for (const age of ages) {
    await spaces.admin.query(
      `insert into engine_call (workspace_id, study_id, id, fence, engine_version, sampler, space_revision, basis_seq, pending, numbers, outputs, took_ms, called_at)
       values ($1, $2, $3, 1, '1', '{}', 1, 0, '[]', '{}', '[]', 1, now() - $4::interval)`,
      [workspaceId, toUuid(id), randomUUID(), age],
    );
    await spaces.admin.query(
      `insert into outbox (workspace_id, id, topic, subject_id, body, created_at, done_at)
       select $1, gen_random_uuid(), 'test', $2, '{}', now() - $3::interval, done from (values (null), (now())) as v (done)`,
      [workspaceId, randomUUID(), age],
    );
    await spaces.admin.query(
      "insert into idempotency_record (workspace_id, principal_id, route, key, body_hash, response, created_at) values ($1, $2, 'test', 'key', '', '{}', now() - $3::interval)",
      [workspaceId, randomUUID(), age],
    );
  }
  await spaces.admin.query(
    `insert into session (id_hash, person_id, expires_at)
     select decode(md5(v::text), 'hex'), (select id from person limit 1), now() + v from (values (interval '1 minute'), (interval '-1 minute')) as times (v)`,
  );
  await forgetOldRecords.run();
  expect([await count("engine_call"), await count("outbox")]).toEqual([5, 2 * 3]);
  expect([await count("idempotency_record"), await count("session")]).toEqual([1, 1]);
});

test("everything old goes in one run, however much there is, also when replicas do it at the same time", async () => {
  await spaces.admin.query(
    `insert into outbox (workspace_id, id, topic, subject_id, body, created_at)
     select $1, gen_random_uuid(), 'test', gen_random_uuid(), '{}', now() - interval '8 days' from generate_series(1, 12001)`,
    [spaces.one.workspaceId],
  );
  await Promise.all([forgetOldRecords.run(), forgetOldRecords.run()]);
  await forgetOldRecords.run();
  const { rows } = await spaces.admin.query("select from outbox where created_at < now() - interval '7 days'");
  expect(rows).toEqual([]);
});
