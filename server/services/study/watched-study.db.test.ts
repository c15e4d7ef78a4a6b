import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Study } from "@/lib/contract/study";
import { toUuid } from "@/server/kernel/ids";
import { subscribeToStudy } from "@/server/live/study-changes";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { enqueueTrials } from "../trial/enqueue-trials";
import { archiveStudy } from "./archive-study";
import { pauseStudy } from "./pause-study";
import { resumeStudy } from "./resume-study";
import { stopStudy } from "./stop-study";
import { updateStudy } from "./update-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
let study: Study;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());
beforeEach(async () => {
  study = await driver.createStudy();
});

/** How many notices a watcher of the study gets of `change`, within a second of its answer or its refusal. */
async function noticesOf(change: () => Promise<unknown>): Promise<number> {
  const ended = new AbortController();
  let notices = 0;
  const watching = (async () => {
    const address = { workspaceId: spaces.one.workspaceId, studyId: toUuid(study.id) };
    for await (const _notice of subscribeToStudy({ ...address, signal: ended.signal })) notices += 1;
  })();
  await change().catch(() => undefined);
  await vi.waitUntil(() => notices > 0, { timeout: 1_000 }).catch(() => undefined);
  ended.abort();
  await watching;
  return notices;
}

const on = (service: typeof pauseStudy | typeof resumeStudy | typeof stopStudy | typeof archiveStudy, key?: string) =>
  runService({
    service,
    context: { ...spaces.one.owner, ...(key === undefined ? {} : { idempotencyKey: key }) },
    input: { study_id: study.id },
  });
const rename = (name: string, ifVersion?: number) =>
  runService({
    service: updateStudy,
    context: spaces.one.owner,
    input: { study_id: study.id, name, ...(ifVersion === undefined ? {} : { if_version: ifVersion }) },
  });
const enqueue = (x: number) =>
  runService({
    service: enqueueTrials,
    context: spaces.one.owner,
    input: { study_id: study.id, trials: [{ assignments: { x, k: 1 } }] },
  });

test("who watches a study is told within a second that it was paused, resumed, changed, added to, stopped, archived", async () => {
  expect(await noticesOf(() => on(pauseStudy)), "pause").toBe(1);
  expect(await noticesOf(() => on(resumeStudy)), "resume").toBe(1);
  expect(await noticesOf(() => rename(`renamed ${study.id}`)), "update").toBe(1);
  expect(await noticesOf(() => enqueue(0.5)), "enqueue").toBe(1);
  expect(await noticesOf(() => on(stopStudy)), "stop").toBe(1);
  expect(await noticesOf(() => on(archiveStudy)), "archive").toBe(1);
});

test("a change that is refused, rolled back or only repeated tells nobody", async () => {
  expect(await noticesOf(() => on(pauseStudy, "pause once")), "first").toBe(1);
  expect(await noticesOf(() => on(pauseStudy, "pause once")), "replayed").toBe(0);
  expect(await noticesOf(() => on(pauseStudy)), "paused already").toBe(0);
  expect(await noticesOf(() => rename("never", 99)), "another version").toBe(0);
  expect(await noticesOf(() => enqueue(7)), "outside the space").toBe(0);
  // The pause is made, then its audit row is refused: all of it rolls back.
  expect(await noticesOf(() => on(resumeStudy)), "resumed").toBe(1);
  await spaces.admin.query("alter table audit_event add constraint refuse_all check (false) not valid");
  try {
    expect(await noticesOf(() => on(pauseStudy)), "rolled back").toBe(0);
  } finally {
    await spaces.admin.query("alter table audit_event drop constraint refuse_all");
  }
  expect(await noticesOf(() => on(pauseStudy)), "as it was").toBe(1);
});
