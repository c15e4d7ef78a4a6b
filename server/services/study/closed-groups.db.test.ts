import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import { toUuid } from "@/server/kernel/ids";
import { runLoops } from "../testing/noisy-loops";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { enqueueTrials } from "../trial/enqueue-trials";
import { previewSpace } from "./preview-space";
import { updateStudy } from "./update-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const K = { type: "int", low: 1, high: 1000, default: 10 };
const from = (low: number, high = 1) => ({ x: { type: "float", low, high, default: high }, k: K });

const preview = (study: Study, search_space: object) =>
  runService({
    service: previewSpace,
    context: spaces.one.owner,
    input: { study_id: study.id, search_space: search_space as Record<string, unknown> },
  });
const change = async (study: Study, search_space: object) => {
  const input = { study_id: study.id, search_space: search_space as Record<string, unknown> };
  return (await runService({ service: updateStudy, context: spaces.one.owner, input })).space_change;
};
const enqueue = (study: Study, ...xs: readonly number[]) =>
  runService({
    service: enqueueTrials,
    context: spaces.one.owner,
    input: { study_id: study.id, trials: xs.map((x) => ({ assignments: { x, k: 1 } })) },
  });

test("a preview counts the groups of repeats that a change closes: begun, not complete, outside the new space; and so does the change", async () => {
  const study = await driver.createStudy({ repeats: { max: 2, rule: "all" }, limits: { max_trials: 40 } });
  // Complete: there is nothing to close.
  await enqueue(study, 0.1, 0.1);
  for (const _ of [0, 1]) await driver.tell(await driver.askOne(study));
  // Begun: two outside, one inside.
  await enqueue(study, 0.2, 0.3, 0.9);
  await driver.tell(await driver.askOne(study));
  await driver.askOne(study);
  await driver.tell(await driver.askOne(study));
  // Waiting: it is cancelled, which is said as such.
  await enqueue(study, 0.4);
  const narrower = from(0.5);
  expect(await preview(study, narrower)).toMatchObject({ closed_groups: 2, cancelled: { total: 1 } });
  expect(await preview(study, from(0.25))).toMatchObject({ closed_groups: 1, cancelled: { total: 0 } });
  expect(await preview(study, from(0, 2))).toMatchObject({ closed_groups: 0 });
  expect(await preview(study, from(0))).toMatchObject({ closed_groups: 0 });

  expect(await change(study, narrower)).toMatchObject({ closed_groups: 2, cancelled: { total: 1 } });
  // Those that are closed already are not closed again.
  expect(await preview(study, from(0.6))).toMatchObject({ closed_groups: 0 });
  expect(await preview(study, from(0.95))).toMatchObject({ closed_groups: 1 });
});

test("in a race those count that may still win, and suggestions that nobody was given do not", async () => {
  const repeats = { max: 6, rule: "race", error_rate: 0.4, min: 2 } as const;
  const study = await driver.createStudy({ repeats, limits: { max_trials: 60 } });
  await runLoops({
    driver,
    study,
    workers: 1,
    resultOf: ({ assignments }) => Number(assignments.x),
    until: (given) => given.some(({ repeat }) => repeat?.index === 1),
  });
  const { rows } = await spaces.admin.query<{ x: number }>(
    `select (f.assignments ->> 'x')::float8 as x from trial f
      where f.study_id = $1 and f.repeat_group = f.id and f.attempt > 0
        and not exists (select 1 from race_decision d where d.group_id = f.id and d.decision in ('outranked', 'eliminated'))`,
    [toUuid(study.id)],
  );
  const xs = rows.map(({ x }) => x).sort((one, other) => one - other);
  const [best, second] = xs;
  if (best === undefined || second === undefined) throw new Error("There is no race.");
  expect(await preview(study, from((best + second) / 2))).toMatchObject({ closed_groups: 1 });
  expect(await preview(study, from(0, best / 2))).toMatchObject({ closed_groups: xs.length });
});
