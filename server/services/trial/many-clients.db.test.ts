import { afterAll, beforeAll, expect, test } from "vitest";
import { readStudy } from "../study/read-study";
import { drawn, externalClient } from "../testing/external-client";
import { runService } from "../testing/run-service";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";

let spaces: TestWorkspaces;
let client: ReturnType<typeof externalClient>;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  client = externalClient(spaces.one.owner);
});
afterAll(() => spaces.close());

const refusalsOf = (settled: readonly PromiseSettledResult<unknown>[]) =>
  settled.flatMap((one) => (one.status === "rejected" ? [Reflect.get(Object(one.reason), "code")] : []));

test("R14 make trials whose numbers are unique and without gaps, each held by the one who made it", async () => {
  const study = await client.external();
  const made = (await Promise.all(Array.from({ length: 24 }, () => client.make(study, [{}, {}])))).flat();
  expect(made.map(({ number }) => number).toSorted((one, other) => one - other)).toEqual(
    Array.from({ length: 48 }, (_, index) => index),
  );
  expect(new Set(made.map(({ id }) => id)).size).toBe(48);
});

test("R12 use the budget up exactly, where the study has one", async () => {
  const study = await client.external({ limits: { max_trials: 10 } });
  const settled = await Promise.allSettled(Array.from({ length: 25 }, () => client.make(study)));
  expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
  expect(new Set(refusalsOf(settled))).toEqual(new Set(["study_finished"]));
  const read = await runService({ service: readStudy, context: spaces.one.owner, input: { study_id: study.id } });
  expect(read).toMatchObject({ budget_used: 10, trial_counts: { running: 10 } });
});

test("R6 who want the same waiting trial: one gets it", async () => {
  const study = await client.external();
  const waiting = await client.makeOne(study, { state: "queued" });
  const settled = await Promise.allSettled(Array.from({ length: 16 }, () => client.start(waiting.id)));
  expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(refusalsOf(settled)).toEqual(Array.from({ length: 15 }, () => "state_conflict"));
  expect(await client.onlyRecord(study)).toMatchObject({ state: "running", attempt: 1 });
});

test("add to one trial: nothing is lost", async () => {
  const study = await client.external();
  const trial = await client.makeOne(study);
  const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
  await Promise.all(
    names.map((name, step) =>
      client.record(trial, {
        attempt: 1,
        assignments: { [name]: drawn(step / 20) },
        attributes: { [name]: step },
        measurements: [{ step, values: { loss: step } }],
      }),
    ),
  );
  const stored = await client.onlyRecord(study);
  expect(Object.keys(stored.assignments).toSorted()).toEqual(names.toSorted());
  expect(Object.keys(stored.attributes).toSorted()).toEqual(names.toSorted());
  expect(stored.measurements).toHaveLength(20);
  expect(Object.keys(await client.spaceOf(study)).toSorted()).toEqual(names.toSorted());
});

test("draw one parameter from ranges that differ: the study's is as wide as all of them, each trial's its own", async () => {
  const study = await client.external();
  const trials = await client.make(
    study,
    Array.from({ length: 12 }, () => ({})),
  );
  await Promise.all(
    trials.map((trial) =>
      client.record(trial, { attempt: 1, assignments: { x: drawn(0, -trial.number, trial.number + 1) } }),
    ),
  );
  expect(await client.spaceOf(study)).toEqual({ x: { type: "float", low: -11, high: 12 } });
  const { data } = await client.recordsOf(study);
  expect(data.map(({ assignments }) => assignments.x)).toEqual(
    data.map(({ number }) => drawn(0, 0 - number, number + 1)),
  );
});

test("draw one parameter from what cannot be one: of each pair one is refused, and the other's stands", async () => {
  for (let round = 0; round < 6; round += 1) {
    const study = await client.external();
    const trials = await client.make(study, [{}, {}]);
    const distributions = [
      { type: "categorical" as const, choices: [0, 1] },
      { type: "int" as const, low: 0, high: 1 },
    ];
    const settled = await Promise.allSettled(
      trials.map((trial, index) => {
        const distribution = distributions[index] ?? { type: "float" as const, low: 0, high: 1 };
        return client.record(trial, { attempt: 1, assignments: { x: { value: 1, distribution } } });
      }),
    );
    expect(refusalsOf(settled)).toEqual(["invalid_assignments"]);
    const { data } = await client.recordsOf(study);
    expect(data.filter(({ assignments }) => assignments.x !== undefined)).toHaveLength(1);
  }
});
