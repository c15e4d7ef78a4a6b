import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import { pools } from "@/server/db/pools";
import { producerFunctions } from "@/server/db/sql/producer-functions";
import { toUuid } from "@/server/kernel/ids";
import { type StudyDriver, studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";
import { FULL } from "./engine-tiers";
import { produceRound } from "./produce-round";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

/** A round for so many that wait, and so many more because of how fast trials are asked for. */
function roundFor({ id }: Study, { waiting, spare }: { readonly waiting: number; readonly spare: number }) {
  const study = { workspaceId: spaces.one.workspaceId, studyId: toUuid(id) };
  const functions = producerFunctions(pools().engine, study);
  return produceRound({ study, functions, wanted: waiting + spare, spare, ahead: false, tierFor: () => FULL });
}

test("R34 who waits is served however fast trials are asked for, also where each assignments are evaluated several times", async () => {
  const REPEATED = { repeats: { max: 3, rule: "all" }, limits: { max_trials: 12 } } as const;
  for (const reproducible of [true, false]) {
    const study = await driver.createStudy({ ...REPEATED, reproducible });
    // Two who wait get one new assignments and a repeat of it.
    expect(await roundFor(study, { waiting: 2, spare: 10 })).toMatchObject({ kind: "made", available: 1, dry: false });
  }
});

test("a shelf that has enough on it already is no sign that nothing more comes", async () => {
  const study = await driver.createStudy();
  const made = { kind: "made", available: 5, dry: false, keeps: true };
  expect(await roundFor(study, { waiting: 1, spare: 4 })).toMatchObject(made);
  expect(await roundFor(study, { waiting: 1, spare: 4 })).toMatchObject(made);
  const small = await driver.createStudy({ limits: { max_trials: 2 } });
  expect(await roundFor(small, { waiting: 3, spare: 0 })).toMatchObject({ available: 2 });
  expect(await roundFor(small, { waiting: 3, spare: 0 })).toMatchObject({ available: 2, dry: true });
});
