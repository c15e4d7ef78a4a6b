import { afterAll, beforeAll, expect, test } from "vitest";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { readAttributes } from "./read-attributes";
import { setAttributes } from "./set-attributes";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

type Values = Parameters<typeof setAttributes.run>[1];

const set = (study_id: string, attributes: Values) =>
  setAttributes.run(spaces.one.owner, { study_id, attributes }).then(({ output }) => output);
const read = async (study_id: string) =>
  (await runService({ service: readAttributes, context: spaces.one.owner, input: { study_id } })).attributes;

test("attributes are noted key by key on a study of any sampler, and no change of the study itself", async () => {
  const { id, version } = await driver.createStudy();
  await set(id, { dataset: "MNIST", none: null, nested: { tags: ["image", 1, 0.5, true] } });
  expect(await set(id, { dataset: "ImageNet" })).toEqual({ study_id: id, keys: 3 });
  expect(await read(id)).toEqual({ dataset: "ImageNet", none: null, nested: { tags: ["image", 1, 0.5, true] } });
  const { rows } = await spaces.admin.query("select version from study where version <> $1", [version]);
  expect(rows).toEqual([]);
});

test("many programs note at once, and nothing is lost", async () => {
  const { id } = await driver.createStudy();
  await Promise.all(Array.from({ length: 30 }, (_, index) => set(id, { [`key ${index}`]: index })));
  expect(Object.keys(await read(id))).toHaveLength(30);
});

test("S16 attributes are bounded in number and size", async () => {
  const { id } = await driver.createStudy();
  const many = (from: number) =>
    Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${from + index}`, index]));
  for (let from = 0; from < 10_000; from += 1000) await set(id, many(from));
  await expect(set(id, { "one more": 1 })).rejects.toMatchObject({ code: "state_conflict" });
  await expect(set(id, { ...many(0), extra: 1 })).rejects.toMatchObject({ code: "invalid_input" });
  const other = await driver.createStudy();
  for (let part = 0; part < 8; part += 1) await set(other.id, { [`part ${part}`]: "x".repeat(1_000_000) });
  await expect(set(other.id, { last: "x".repeat(1_000_000) })).rejects.toMatchObject({ code: "state_conflict" });
});
