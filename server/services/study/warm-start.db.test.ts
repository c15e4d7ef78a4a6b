import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import { toUuid } from "@/server/kernel/ids";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { archiveStudy } from "./archive-study";
import { cloneStudy } from "./clone-study";
import { readStudy } from "./read-study";
import { stopStudy } from "./stop-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

type Values = Parameters<StudyDriver["tell"]>[1];

/** A study with a trial for each of the results told. */
async function studyWith(tells: readonly Values[], input: Parameters<StudyDriver["createStudy"]>[0] = {}) {
  const study = await driver.createStudy(input);
  const told: Study["search_space"][] = [];
  for (const values of tells) {
    const trial = await driver.askOne(study);
    await driver.tell(trial, values);
    told.push(trial.assignments);
  }
  return { study, told };
}

const loss = (value: number): Values => ({ state: "completed", values: { loss: value } });
const storedOf = async ({ id }: Study) => {
  const { rows } = await spaces.admin.query("select results from warm_start where study_id = $1 order by position", [
    toUuid(id),
  ]);
  return rows.map(({ results }) => results);
};

test("a study takes over the results that others have when it is made, and begins with their best point", async () => {
  const { study: source, told } = await studyWith([loss(3), { state: "failed" }, loss(1), loss(2)]);
  const study = await driver.createStudy({
    sampler: { name: "gp" },
    search_space: { x: { type: "float", low: 0, high: 1 }, k: { type: "int", low: 1, high: 1000 } },
    warm_start: [source.id],
  });
  expect(study.warm_start).toEqual([
    { study_id: source.id, project_id: source.project_id, name: source.name, results: 3 },
  ]);
  expect(await storedOf(study)).toEqual([
    [
      { assignments: told[2], values: { loss: 1 } },
      { assignments: told[3], values: { loss: 2 } },
      { assignments: told[0], values: { loss: 3 } },
    ],
  ]);
  // Told after the study was made: better, and none of its business.
  const late = await driver.askOne(source);
  await driver.tell(late, loss(-9));
  const first = await driver.askOne(study);
  expect(first.assignments).toEqual(told[2]);
  expect(first.origin).toMatchObject({ sampler: "gp", phase: "start" });
  expect(JSON.stringify(first.origin)).toContain("an earlier study");
});

test("results are read in the new study's direction", async () => {
  const { study: source, told } = await studyWith([loss(3), loss(1)]);
  const study = await driver.createStudy({
    sampler: { name: "tpe" },
    search_space: { x: { type: "float", low: 0, high: 1 }, k: { type: "int", low: 1, high: 1000 } },
    objectives: [{ metric: "loss", direction: "maximize" }],
    warm_start: [source.id],
  });
  expect((await driver.askOne(study)).assignments).toEqual(told[0]);
});

test("of many results the best are kept, and an even share of the others", async () => {
  const { study: source } = await studyWith([]);
  // As they end up; that a trial is born queued is another test's.
  await spaces.admin.query(`begin; set local session_replication_role = replica;
    with made as (
      insert into trial (workspace_id, study_id, id, number, state, source, assignments, fingerprint, origin, space_revision, priority, attempt, finished_at)
      select s.workspace_id, s.id, gen_random_uuid(), i, 'completed', 'enqueue', jsonb_build_object('x', i), i::text, '{}', 1, 0, 1, now()
        from study s, generate_series(0, 999) i where s.id = '${toUuid(source.id)}' returning workspace_id, study_id, id, number)
    insert into observation_value (workspace_id, trial_id, revision, metric, study_id, trial_number, value, value_kind, rankable, current, told_at)
    select workspace_id, id, 1, 'loss', study_id, number, number, 'finite', true, true, now() from made; commit`);
  const study = await driver.createStudy({ warm_start: [source.id] });
  expect(study.warm_start[0]?.results).toBe(200);
  const [results] = await storedOf(study);
  const values: number[] = results.map(({ values }: { values: { loss: number } }) => values.loss);
  expect(values.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(values.at(-1)).toBe(999);
  const gaps = values.slice(100).map((value, index) => value - (values[99 + index] ?? 0));
  expect(gaps.every((gap) => gap === 9)).toBe(true);
});

test("a study that is archived afterwards is still learnt from, and named", async () => {
  const { study: source } = await studyWith([loss(1)]);
  const study = await driver.createStudy({ warm_start: [source.id] });
  await runService({ service: stopStudy, context: spaces.one.owner, input: { study_id: source.id } });
  await runService({ service: archiveStudy, context: spaces.one.owner, input: { study_id: source.id } });
  const read = await runService({ service: readStudy, context: spaces.one.owner, input: { study_id: study.id } });
  expect(read.warm_start).toEqual(study.warm_start);
  expect(await driver.askOne(study)).toMatchObject({ number: 0 });
});

test("a clone learns from the same studies, from what they have by then", async () => {
  const { study: source } = await studyWith([loss(1)]);
  const study = await driver.createStudy({ warm_start: [source.id] });
  await driver.tell(await driver.askOne(source), loss(2));
  const copy = await runService({
    service: cloneStudy,
    context: spaces.one.owner,
    input: { study_id: study.id, name: "a warm copy" },
  });
  expect(copy.warm_start).toEqual([{ ...study.warm_start[0], results: 2 }]);
});

test("a study that cannot be learnt from is refused by name, and nothing is stored", async () => {
  const { study: source } = await studyWith([loss(1)]);
  const create = (input: Parameters<StudyDriver["createStudy"]>[0]) =>
    driver.createStudy({ name: "refused", ...input }).catch((error: unknown) => error);
  const absent = `std_${"0".repeat(32)}`;
  expect(await create({ warm_start: [source.id, absent] })).toMatchObject({
    code: "not_found",
    errors: [{ pointer: "/warm_start/1" }],
  });
  const elsewhere = await studyDriver(spaces.two.owner).createStudy();
  const foreign = await create({ warm_start: [source.id, elsewhere.id] });
  expect(foreign).toMatchObject({ code: "not_found", errors: [{ pointer: "/warm_start/1" }] });
  expect(await create({ warm_start: [source.id], search_space: { y: { type: "bool" } } })).toMatchObject({
    code: "invalid_input",
    errors: [{ pointer: "/warm_start/0", code: "invalid_warm_start" }],
  });
  expect(
    await create({ warm_start: [source.id], objectives: [{ metric: "accuracy", direction: "maximize" }] }),
  ).toMatchObject({ code: "invalid_input", errors: [{ pointer: "/warm_start/0", code: "invalid_warm_start" }] });
  expect(await create({ warm_start: [source.id, source.id] })).toMatchObject({
    code: "invalid_input",
    errors: [{ pointer: "/warm_start/1" }],
  });
  expect(await create({ warm_start: Array.from({ length: 6 }, () => source.id) })).toMatchObject({
    code: "invalid_input",
  });
  const { rows } = await spaces.admin.query("select from study where name = 'refused'");
  expect(rows).toEqual([]);
});
