import { afterAll, beforeAll, expect, test } from "vitest";
import { pools } from "@/server/db/pools";
import { producerFunctions } from "@/server/db/sql/producer-functions";
import { toUuid } from "@/server/kernel/ids";
import { type StudyDriver, studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

test("S1 suggestions of another workspace's study are not dropped, whoever names them", async () => {
  const study = await driver.createStudy({ sampler: { name: "tpe" } });
  await driver.tell(await driver.askOne(study));
  const shelf = () =>
    spaces.admin.query<{ id: string }>(
      "select id from trial where study_id = $1 and state = 'queued' and source = 'engine' and attempt = 0",
      [toUuid(study.id)],
    );
  await expect.poll(async () => (await shelf()).rowCount, { timeout: 20_000 }).toBeGreaterThan(0);
  const ids = (await shelf()).rows.map(({ id }) => id);
  // Once nothing more is made: the producer would make these anew.
  await spaces.admin.query("update study set space_revision = 2 where id = $1", [toUuid(study.id)]);
  const { rows } = await spaces.admin.query<{ fence: number }>("select fence from engine_lease where study_id = $1", [
    toUuid(study.id),
  ]);
  const drop = (workspaceId: string) =>
    producerFunctions(pools().engine, { workspaceId, studyId: toUuid(study.id) }).dropOutdated({
      fence: rows[0]?.fence ?? 0,
      spaceRevision: 2,
      ids,
    });
  expect(await drop(spaces.two.workspaceId)).toBe(0);
  expect((await shelf()).rowCount).toBe(ids.length);
  expect(await drop(spaces.one.workspaceId)).toBe(ids.length);
  expect((await shelf()).rowCount).toBe(0);
});
