import { afterAll, beforeAll, expect, test } from "vitest";
import { authenticate } from "@/server/auth/authenticate";
import type { Context } from "@/server/kernel/context";
import { createContext } from "@/server/kernel/create-context";
import { createApiKey } from "../api-key/create-api-key";
import { createProject } from "../project/create-project";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { findStudyByName } from "./find-study-by-name";
import { readStudy } from "./read-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const find = (context: Context, input: { name: string; project?: string }) =>
  runService({ service: findStudyByName, context, input });

/** What a worker's key of this project calls with. */
async function workerOf(projectId: string): Promise<Context> {
  const { secret } = await runService({
    service: createApiKey,
    context: spaces.one.owner,
    input: { name: "worker", kind: "wrk", project_id: projectId },
  });
  const { requestId, signal } = spaces.one.owner;
  return createContext({ actor: await authenticate(`Bearer ${secret}`), requestId, signal });
}

test("a worker's key finds the studies of its own project by name, with what training needs, and reads nothing else", async () => {
  const study = await driver.createStudy({ name: "Digits" });
  const worker = await workerOf(study.project_id);
  const { id, project_id, name, search_space, objectives, url } = study;
  const found = { id, project_id, name, search_space, objectives, url };
  expect(await find(worker, { name: "digits" })).toEqual(found);
  expect(await find(worker, { name: "DIGITS", project: "Tests" })).toEqual(found);
  await expect(runService({ service: readStudy, context: worker, input: { study_id: id } })).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("a study of another project is to a worker's key one that does not exist", async () => {
  const study = await driver.createStudy({ name: "elsewhere" });
  const beside = await runService({
    service: createProject,
    context: spaces.one.owner,
    input: { name: "beside" },
  });
  const worker = await workerOf(beside.id);
  const refusals = await Promise.all(
    [
      { name: study.name },
      { name: study.name, project: "tests" },
      { name: "nobody made it" },
      { name: "nobody made it", project: "nor this" },
    ].map((input) => find(worker, input).catch(({ code, message }: Error & { code: string }) => ({ code, message }))),
  );
  expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1);
  expect(refusals[0]).toMatchObject({ code: "not_found" });
});

test("a key of the whole workspace must name the project", async () => {
  await driver.createStudy({ name: "named" });
  await expect(find(spaces.one.owner, { name: "named" })).rejects.toMatchObject({
    code: "invalid_input",
    errors: [{ pointer: "/project" }],
  });
  expect(await find(spaces.one.owner, { name: "named", project: "tests" })).toMatchObject({ name: "named" });
  await expect(find(spaces.two.owner, { name: "named", project: "tests" })).rejects.toMatchObject({
    code: "not_found",
  });
});
