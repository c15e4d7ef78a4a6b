import { afterAll, beforeAll, expect, test } from "vitest";
import { listStudies } from "./study/list-studies";
import { type StudyDriver, studyDriver } from "./testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "./testing/test-workspaces";
import { enqueueTrials } from "./trial/enqueue-trials";
import { listTrials } from "./trial/list-trials";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const PAGE_LENGTH_MAX = 18 * 1024 * 1024;

interface Page {
  readonly data: readonly { readonly id: string }[];
  readonly next_cursor: string | null;
}

async function everyPage(read: (cursor: string | undefined) => Promise<Page>): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    expect(JSON.stringify(page).length).toBeLessThan(PAGE_LENGTH_MAX);
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return ids;
}

test("S16 however large its trials are, a page of a thousand is bounded, and the next goes on where it ends", async () => {
  const study = await driver.createStudy({ limits: { max_trials: 1000 } });
  const metadata = { text: ["m".repeat(60_000), "m".repeat(60_000)] };
  const made: string[] = [];
  for (let batch = 0; batch < 20; batch += 1) {
    const trials = Array.from({ length: 8 }, (_, index) => ({
      assignments: { x: 0.5, k: batch * 8 + index + 1 },
      metadata,
    }));
    const { output } = await enqueueTrials.run(spaces.one.owner, { study_id: study.id, trials });
    made.push(...output.trials.map(({ id }) => id));
  }
  const ids = await everyPage(async (cursor) => {
    const input = { study_id: study.id, limit: 1000, ...(cursor === undefined ? {} : { cursor }) };
    return (await listTrials.run(spaces.one.owner, input)).output;
  });
  expect(ids).toEqual(made);
});

test("S16 however large its studies' search spaces are, a page of a thousand is bounded as well", async () => {
  const choices = Array.from({ length: 10_000 }, (_, index) => `${index}${"c".repeat(90)}`);
  const made: string[] = [];
  for (let index = 0; index < 22; index += 1) {
    const study = await driver.createStudy({ search_space: { x: { type: "categorical", choices } } });
    made.push(study.id);
  }
  const { project_id } = await driver.createStudy();
  const ids = await everyPage(async (cursor) => {
    const input = { project_id, limit: 1000, ...(cursor === undefined ? {} : { cursor }) };
    return (await listStudies.run(spaces.one.owner, input)).output;
  });
  expect(ids.filter((id) => made.includes(id))).toEqual([...made].reverse());
  expect(new Set(ids).size).toBe(ids.length);
});
