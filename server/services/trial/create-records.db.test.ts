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

test("R12 R14 come whole in the order of the request, whatever their states, and those that ended use no budget", async () => {
  const study = await client.external({ limits: { max_trials: 2 } });
  const template = {
    assignments: { x: drawn(0.5) },
    attributes: { "user:foo": "bar" },
    measurements: [{ step: 0, values: { loss: 9 } }],
    started_at: "2022-09-01T00:00:00.000001Z",
  };
  const made = await client.make(study, [
    { ...template, state: "completed", values: { loss: "Infinity" }, finished_at: "2022-09-02T00:00:00.999999Z" },
    { ...template, state: "running" },
    { ...template, state: "pruned", values: { loss: 9 } },
    { ...template, state: "queued" },
    { ...template, state: "failed", reason: "out of memory" },
  ]);
  expect(made.map(({ number, state, attempt }) => [number, state, attempt])).toEqual([
    [0, "completed", 0],
    [1, "running", 1],
    [2, "pruned", 0],
    [3, "queued", 0],
    [4, "failed", 0],
  ]);
  const { data } = await client.recordsOf(study);
  for (const one of data) {
    expect(one).toMatchObject({
      assignments: template.assignments,
      attributes: template.attributes,
      measurements: [{ step: 0, metric: "loss", value: 9 }],
      started_at: template.started_at,
    });
  }
  expect(data[0]).toMatchObject({ values: { loss: "Infinity" }, finished_at: "2022-09-02T00:00:00.999999Z" });
  expect(data[4]).toMatchObject({ state_reason: "out of memory" });
  const read = await runService({ service: readStudy, context: spaces.one.owner, input: { study_id: study.id } });
  expect(read).toMatchObject({ budget_used: 2, imported_counts: { completed: 1, pruned: 1, failed: 1 } });
});

test("R2 come all or not at all", async () => {
  const study = await client.external();
  await expect(client.make(study, [{}, { state: "completed", values: {} }])).rejects.toMatchObject({
    code: "invalid_observation",
    errors: [{ pointer: "/trials/1/values/loss" }],
  });
  const incompatible = { x: { value: 1, distribution: { type: "int" as const, low: 0, high: 1 } } };
  await expect(
    client.make(study, [{ assignments: { x: drawn(0.5) } }, { assignments: incompatible }]),
  ).rejects.toMatchObject({
    code: "invalid_assignments",
    errors: [{ pointer: "/trials/1/assignments/x/distribution" }],
  });
  expect((await client.recordsOf(study)).data).toEqual([]);
  expect(await client.spaceOf(study)).toEqual({});
  expect(await client.makeOne(study)).toMatchObject({ number: 0 });
});

test("R3 the same key makes them once", async () => {
  const study = await client.external();
  const first = await client.make(study, [{}, {}], "the same request");
  expect(await client.make(study, [{}, {}], "the same request")).toEqual(first);
  expect((await client.recordsOf(study)).data).toHaveLength(2);
});

test("a thousand come in one request, each with a range of its own, in a second or so", async () => {
  const study = await client.external();
  const began = performance.now();
  const many = Array.from({ length: 1000 }, (_, index) => ({
    state: "completed" as const,
    assignments: { x: drawn(0.5, 0, 1 + index), [`p${index % 40}`]: drawn(0.5) },
    measurements: [{ step: index, values: { loss: index } }],
    values: { loss: index },
  }));
  await client.make(study, many);
  expect(performance.now() - began).toBeLessThan(6_000);
  expect(await client.spaceOf(study)).toMatchObject({ x: { type: "float", low: 0, high: 1000 } });
  expect((await client.recordsOf(study, { limit: 1000 })).data).toHaveLength(1000);
});

test("S16 the space that trials bring is bounded, however many requests bring it", async () => {
  const study = await client.external();
  const large = (index: number) => ({
    [`p${index}`]: {
      value: "x".repeat(60_000),
      distribution: { type: "categorical" as const, choices: ["x".repeat(60_000)] },
    },
  });
  const trial = await client.makeOne(study);
  for (let index = 0; index < 17; index += 1) await client.record(trial, { attempt: 1, assignments: large(index) });
  await expect(client.record(trial, { attempt: 1, assignments: large(17) })).rejects.toMatchObject({
    code: "invalid_assignments",
    errors: [{ pointer: "/assignments", code: "too_large" }],
  });
});

test("the same assignments may come as often as a client wants", async () => {
  const study = await client.external();
  const same = { assignments: { x: drawn(0.5) }, state: "completed" as const, values: { loss: 1 } };
  await client.make(study, [same, same]);
  await client.make(study, [same]);
  expect((await client.recordsOf(study)).data).toHaveLength(3);
});

test("a list gives what is new and what was not over, page by page", async () => {
  const study = await client.external();
  await client.make(
    study,
    Array.from({ length: 9 }, () => ({})),
  );
  const numbersOf = async (more: Parameters<typeof client.recordsOf>[1]) => {
    const { data, next_after } = await client.recordsOf(study, more);
    return [data.map(({ number }) => number), next_after];
  };
  expect(await numbersOf({ from: 7, numbers: "2,4" })).toEqual([[2, 4, 7, 8], null]);
  expect(await numbersOf({ from: 7, numbers: "2,4", limit: 3 })).toEqual([[2, 4, 7], 7]);
  expect(await numbersOf({ from: 7, numbers: "2,4", limit: 3, after: 7 })).toEqual([[8], null]);
  expect(await numbersOf({ from: 9 })).toEqual([[], null]);
});

test("a page of large trials ends early, and the next one goes on", async () => {
  const study = await client.external();
  const large = { attributes: { weights: "w".repeat(900_000) } };
  for (let made = 0; made < 12; made += 1) await client.makeOne(study, large);
  const first = await client.recordsOf(study);
  expect(first.data.length).toBeLessThan(12);
  const second = await client.recordsOf(study, { after: first.next_after ?? -1 });
  expect([...first.data, ...second.data].map(({ number }) => number)).toEqual(
    Array.from({ length: 12 }, (_, index) => index),
  );
  expect(second.next_after).toBeNull();
});
