import { afterAll, beforeAll, expect, test } from "vitest";
import { CURVE_POINTS_MAX, type StudySummary } from "@/lib/contract/study-summary";
import { toUuid } from "@/server/kernel/ids";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { listStudySummaries } from "./list-study-summaries";
import { pauseStudy } from "./pause-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

type Request = Partial<Parameters<typeof runList>[0]>;
const runList = (input: {
  project_id?: string;
  search?: string;
  states?: ("active" | "paused")[];
  tag?: string;
  sort?: "newest" | "oldest" | "name" | "name_descending";
  limit?: number;
  cursor?: string;
}) => runService({ service: listStudySummaries, context: spaces.one.owner, input });
const list = async (input: Request = {}) => (await runList(input)).data;
const only = async (search: string): Promise<StudySummary> => {
  const [summary] = await list({ search });
  if (summary === undefined) throw new Error(`no study with ${search} in its name`);
  return summary;
};

async function tellAll(study: Awaited<ReturnType<StudyDriver["createStudy"]>>, losses: readonly number[]) {
  for (const loss of losses) await driver.tell(await driver.askOne(study), { values: { loss } });
}

test("a summary has the counts, the best value and the course of the first objective", async () => {
  const study = await driver.createStudy({ name: "course", limits: { max_trials: 6 } });
  await tellAll(study, [5, 3, 4, 1]);
  await driver.askOne(study);
  const summary = await only("COURSE");
  expect(summary.trial_counts).toMatchObject({ completed: 4, running: 1, queued: 0 });
  expect(summary.best_value).toBe(1);
  expect(summary.curve.map(({ value }) => value)).toEqual([5, 3, 3, 1]);
  expect(summary.curve.map(({ trial_number }) => trial_number)).toEqual([0, 1, 2, 3]);
  expect(summary.owner?.kind).toBe("person");
  expect(Date.parse(summary.last_activity_at ?? "")).toBeGreaterThan(Date.parse(summary.created_at));
});

test("the course of an objective to maximize rises, and what did not complete is not in it", async () => {
  const study = await driver.createStudy({
    name: "rising",
    objectives: [{ metric: "accuracy", direction: "maximize" }],
  });
  for (const accuracy of [0.5, 0.25, 0.75]) await driver.tell(await driver.askOne(study), { values: { accuracy } });
  await driver.tell(await driver.askOne(study), { state: "failed", values: {} });
  await driver.tell(await driver.askOne(study), { values: { accuracy: "NaN" } });
  const { curve, best_value } = await only("rising");
  expect(curve.map(({ value }) => value)).toEqual([0.5, 0.5, 0.75]);
  expect(best_value).toBe(0.75);
});

test("a study nobody has asked yet has neither best value nor activity", async () => {
  await driver.createStudy({ name: "untouched" });
  expect(await only("untouched")).toMatchObject({ best_value: null, curve: [], last_activity_at: null });
});

test("pages follow each other without gap or repetition, in every order", async () => {
  const names = (await list({ limit: 100 })).map(({ name }) => name);
  for (const sort of ["newest", "oldest", "name", "name_descending"] as const) {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await runList({ sort, limit: 1, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.data.map(({ name }) => name));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen.toSorted()).toEqual(names.toSorted());
    if (sort === "name") expect(seen).toEqual(names.toSorted());
    if (sort === "newest") expect(seen).toEqual(names);
  }
});

test("a page goes on after the longest name there can be, found by the longest search", async () => {
  const long = "\u{4e00}".repeat(180);
  for (const end of ["a", "b", "c"]) await driver.createStudy({ name: `${long} ${end}` });
  for (const sort of ["newest", "name", "name_descending"] as const) {
    const first = await runList({ search: long, sort, limit: 2 });
    const rest = await runList({ search: long, sort, limit: 2, cursor: first.next_cursor ?? "" });
    expect([...first.data, ...rest.data].map(({ name }) => name.at(-1)).toSorted()).toEqual(["a", "b", "c"]);
  }
});

test("a cursor of one filter is refused by another", async () => {
  const { next_cursor } = await runList({ limit: 1 });
  await expect(runList({ limit: 1, tag: "vision", cursor: next_cursor ?? "" })).rejects.toThrow("not of this list");
});

test("filters by state and tag, and takes % and _ in a search for themselves", async () => {
  const tagged = await driver.createStudy({ name: "100% tagged", tags: ["vision"] });
  await runService({ service: pauseStudy, context: spaces.one.owner, input: { study_id: tagged.id } });
  expect((await list({ tag: "vision" })).map(({ name }) => name)).toEqual(["100% tagged"]);
  expect((await list({ states: ["paused"] })).map(({ name }) => name)).toEqual(["100% tagged"]);
  expect((await list({ search: "0%" })).map(({ name }) => name)).toEqual(["100% tagged"]);
  expect(await list({ search: "_" })).toEqual([]);
});

test("another workspace's project is not found and its studies are nowhere", async () => {
  const theirs = await studyDriver(spaces.two.owner).createStudy({ name: "theirs" });
  expect(await list({ search: "theirs" })).toEqual([]);
  await expect(runList({ project_id: theirs.project_id })).rejects.toMatchObject({ code: "not_found" });
});

test("holds among 1,000 studies one of 10,000 trials, its curve thinned out, and says how long the list took", {
  timeout: 180_000,
}, async ({ annotate }) => {
  const large = await driver.createStudy({ name: "ten thousand", limits: { max_trials: 10_000 } });
  await seed(large.id, 10_000);
  await spaces.admin.query(
    `insert into study
     select (jsonb_populate_record(study, jsonb_build_object('id', gen_random_uuid(), 'name', name || n, 'name_key', name_key || n))).*
     from study, generate_series(1, 1000) n where id = $1`,
    [toUuid((await driver.createStudy({ name: "one of many" })).id)],
  );
  await spaces.admin.query("vacuum analyze trial, observation_value, study");
  const timesMs: number[] = [];
  for (let round = 0; round < 5; round++) {
    const startedAt = performance.now();
    await list({ project_id: large.project_id, sort: "oldest", limit: 100 });
    timesMs.push(performance.now() - startedAt);
  }
  const [, , medianMs = Number.NaN] = timesMs.toSorted((one, other) => one - other);
  await annotate(`100 of 1,000 studies, one with 10,000 trials: ${medianMs.toFixed(1)} ms`);
  const { curve, trial_counts } = await only("ten thousand");
  expect(trial_counts.completed).toBe(10_000);
  expect(curve).toHaveLength(CURVE_POINTS_MAX);
  expect(curve.map(({ value }) => value)).toEqual(
    curve.map(({ value }) => value).toSorted((one, other) => other - one),
  );
});

/** Finished trials at once, past the trigger that lets trials be born unsold only. */
async function seed(studyId: string, count: number): Promise<void> {
  const where = `'${spaces.one.workspaceId}'::uuid, '${toUuid(studyId)}'::uuid`;
  await spaces.admin.query(
    `begin; set local session_replication_role = replica;
     insert into trial (workspace_id, study_id, id, number, state, source, assignments, fingerprint, origin, space_revision, priority, attempt, started_at, finished_at)
     select ${where}, gen_random_uuid(), n, 'completed', 'engine', '{"x": 0.5, "k": 3}', 'seeded-' || n, '{"sampler": "random"}', 1, 4, 1, now(), now()
     from generate_series(0, ${count} - 1) n;
     insert into observation_value (workspace_id, study_id, trial_id, revision, metric, trial_number, value, value_kind, rankable)
     select workspace_id, study_id, id, 1, 'loss', number, 1.0 / (1 + number) + (number % 7), 'finite', true
     from trial where (workspace_id, study_id) = (${where});
     update study set next_number = ${count} where (workspace_id, id) = (${where}); commit`,
  );
}
