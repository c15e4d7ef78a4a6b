import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import { AppError } from "@/server/kernel/app-error";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { tenantChecksums } from "../testing/tenant-rows";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { createStudy } from "./create-study";
import { updateStudy } from "./update-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const update = ({ id }: Study, change: { name?: string; limits?: { max_trials?: number }; if_version?: number }) =>
  runService({ service: updateStudy, context: spaces.one.owner, input: { study_id: id, ...change } });

/** The outcomes by code, so that they can be compared as a whole. */
const codesOf = (outcomes: readonly PromiseSettledResult<unknown>[]): string[] =>
  outcomes
    .map((outcome) => {
      if (outcome.status === "fulfilled") return "done";
      if (outcome.reason instanceof AppError) return outcome.reason.code;
      throw outcome.reason;
    })
    .sort();

test("a study made by 12 requests at the same time is one study, the same for all who want it returned", async () => {
  const studies = await Promise.all(
    Array.from({ length: 12 }, () => driver.createStudy({ name: "shared", if_exists: "return" })),
  );
  expect(new Set(studies.map(({ id }) => id)).size).toBe(1);
});

test("of 12 requests that make a study and want to be its first, one makes it; the others are told that the name is taken", async () => {
  await driver.createStudy({ name: "warm" }); // the project
  const outcomes = await Promise.allSettled(
    Array.from({ length: 12 }, () => driver.createStudy({ name: "first", if_exists: "fail" })),
  );
  expect(codesOf(outcomes)).toEqual(["done", ...Array.from({ length: 11 }, () => "name_taken")].sort());
});

test("the name of a study is the same however its letters are written; one that exists is returned as it is", async () => {
  const study = await driver.createStudy({ name: "Größe der Schicht", seed: 5 });
  expect(
    await driver.createStudy({ name: "GRÖẞE DER SCHICHT".normalize("NFD"), seed: 6, if_exists: "return" }),
  ).toMatchObject({
    id: study.id,
    name: "Größe der Schicht",
    seed: 5,
  });
});

test("R2 R3 a create that is repeated under its key makes one study and one audit event, and the answer is the stored one", async () => {
  const { project_id, search_space, objectives } = await driver.createStudy();
  const context = { ...spaces.one.owner, idempotencyKey: "create-once" };
  const input = { project_id, name: "keyed", search_space, objectives, if_exists: "fail" as const };
  const results = await Promise.all(Array.from({ length: 6 }, () => createStudy.run(context, input)));
  expect(new Set(results.map(({ output }) => output.id)).size).toBe(1);
  expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1);
  const { rows } = await spaces.admin.query(
    "select from audit_event where action = 'study.created' and detail ->> 'name' = 'keyed'",
  );
  expect(rows).toHaveLength(1);
  await expect(createStudy.run(context, { ...input, name: "other" })).rejects.toMatchObject({
    code: "idempotency_mismatch",
  });
});

test("of 8 changes based on the same version one is made; each other is refused and changes nothing", async () => {
  const study = await driver.createStudy();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => update(study, { limits: { max_trials: 500 + index }, if_version: 1 })),
  );
  expect(codesOf(outcomes)).toEqual(["done", ...Array.from({ length: 7 }, () => "precondition_failed")].sort());
  const before = await tenantChecksums(spaces.admin, spaces.one.workspaceId);
  await expect(update(study, { name: "late", if_version: 1 })).rejects.toMatchObject({ status: 412 });
  expect(await tenantChecksums(spaces.admin, spaces.one.workspaceId)).toEqual(before);
});

test("R12 a budget lowered while 12 workers ask is kept from the answer on: never more trials than it says", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 1000 } });
  let made = 0;
  const workers = Array.from({ length: 12 }, async () => {
    try {
      for (;;) {
        const { trials } = await driver.ask(study);
        made += trials.length;
        for (const trial of trials) await driver.tell(trial);
      }
    } catch (error) {
      expect(error).toMatchObject({ code: "study_finished", extra: { reason: "budget" } });
    }
  });
  // What is used already is refused, until a limit above it is found.
  let limit = 10;
  for (;;) {
    const outcome = await update(study, { limits: { max_trials: limit } }).catch((error: unknown) => error);
    if (!(outcome instanceof AppError)) break;
    expect(outcome.code).toBe("state_conflict");
    limit += 20;
  }
  await Promise.all(workers);
  expect(made).toBe(limit);
});
