/** The calls that a storage of Optuna makes, in the order of the table in docs/guide/external-sampler.md. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { API_BASE } from "./rest-routes";
import { type RealApi, startRealApi } from "./testing/start-real-api";

let api: RealApi;
let project: string;
beforeAll(async () => {
  api = await startRealApi();
  project = (await send("POST", "/projects", { name: "optuna" })).body.id;
});
afterAll(() => api.close());

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a client of the API knows no types
  readonly body: any;
}

async function send(method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
  const headers: Record<string, string> = key === undefined ? {} : { "idempotency-key": key };
  const response = await api.call(method, API_BASE + path, { ...(body === undefined ? {} : { body }), headers });
  return { status: response.status, body: await response.json() };
}

const createStudy = (name: string, directions: readonly string[] = ["minimize"]) =>
  send("POST", `/projects/${project}/studies`, {
    name,
    search_space: {},
    sampler: { name: "external" },
    objectives: directions.map((direction, index) => ({
      metric: directions.length === 1 ? "value" : `value_${index}`,
      direction,
    })),
  });
const createTrial = async (study: string, trial: object = {}) =>
  (await send("POST", `/studies/${study}/records`, { trials: [trial] })).body.trials[0];
const record = (trial: string, body: object) => send("PATCH", `/trials/${trial}/record`, body);
const recordsOf = async (study: string, query = "") =>
  (await send("GET", `/studies/${study}/records${query}`)).body.data;
const nextId = (id: string) => {
  const [prefix = "", hex = ""] = id.split("_");
  return `${prefix}_${(BigInt(`0x${hex}`) + 1n).toString(16).padStart(32, "0")}`;
};

it("create_new_study, its directions and name, get_all_studies, delete_study", async () => {
  const made = await createStudy("a study", ["maximize", "minimize"]);
  expect(made.status).toBe(201);
  expect(await createStudy("a study")).toMatchObject({ status: 409, body: { code: "name_taken" } });
  const { id } = made.body;
  expect((await send("GET", `/studies/${id}`)).body).toMatchObject({
    name: "a study",
    objectives: [
      { metric: "value_0", direction: "maximize" },
      { metric: "value_1", direction: "minimize" },
    ],
  });
  const named = await send("GET", `/projects/${project}/studies?archived=true&name=a%20study`);
  expect(named.body.data.map((study: { id: string }) => study.id)).toEqual([id]);
  // The integer after an id names nothing.
  expect((await send("DELETE", `/studies/${nextId(id)}`)).status).toBe(404);
  expect((await send("DELETE", `/studies/${id}`)).status).toBe(200);
  expect((await send("DELETE", `/studies/${id}`)).status).toBe(404);
  const again = await createStudy("a study");
  expect(again.status).toBe(201);
  expect(await recordsOf(again.body.id)).toEqual([]);
});

it("set_study_user_attr and set_study_system_attr, which do not meet", async () => {
  const { id } = (await createStudy("attributes")).body;
  for (const [key, value] of Object.entries({ "user:dataset": "MNIST", "user:none": null, "system:dataset": [0.5] }))
    await send("PATCH", `/studies/${id}/attributes`, { attributes: { [key]: value } });
  await send("PATCH", `/studies/${id}/attributes`, { attributes: { "user:dataset": "ImageNet" } });
  expect((await send("GET", `/studies/${id}/attributes`)).body.attributes).toEqual({
    "user:dataset": "ImageNet",
    "user:none": null,
    "system:dataset": [0.5],
  });
});

it("create_new_trial, set_trial_param, report, attributes, COMPLETE", async () => {
  const { id } = (await createStudy("one trial", ["maximize"])).body;
  const trial = await createTrial(id);
  expect(trial).toMatchObject({ number: 0, state: "running", attempt: 1 });
  const x = { value: 0.5, distribution: { type: "float", low: 1, high: 2 } };
  expect((await record(trial.id, { attempt: 1, assignments: { x } })).status).toBe(200);
  await record(trial.id, { attempt: 1, measurements: [{ step: 0, values: { value: 0.3 } }] });
  await record(trial.id, { attempt: 1, measurements: [{ step: 0, values: { value: "NaN" } }] });
  await record(trial.id, { attempt: 1, attributes: { "user:fold": 1 } });
  expect((await send("POST", `/trials/${trial.id}/heartbeat`, { attempt: 1 })).status).toBe(200);
  const incompatible = { x: { value: 1, distribution: { type: "int", low: 1, high: 2 } } };
  expect(await record(trial.id, { attempt: 1, assignments: incompatible })).toMatchObject({
    status: 422,
    body: { code: "invalid_assignments", errors: [{ pointer: "/assignments/x/distribution" }] },
  });
  const told = { attempt: 1, state: "completed", values: { value: "Infinity" } };
  expect((await send("POST", `/trials/${trial.id}/tell`, told)).status).toBe(200);
  const ended = await record(trial.id, { attempt: 1, assignments: incompatible });
  expect(ended).toMatchObject({ status: 409, body: { code: "state_conflict", state: "completed" } });
  expect(await recordsOf(id)).toMatchObject([
    {
      state: "completed",
      assignments: { x },
      attributes: { "user:fold": 1 },
      measurements: [{ step: 0, metric: "value", value: "NaN" }],
      values: { value: "Infinity" },
    },
  ]);
});

it("enqueue_trial, WAITING to RUNNING by one of many, RUNNING to WAITING, FAIL by whoever finds it stale", async () => {
  const { id } = (await createStudy("waiting")).body;
  const waiting = await createTrial(id, { state: "queued", attributes: { "system:fixed_params": { x: 1 } } });
  const starts = await Promise.all(
    Array.from({ length: 6 }, () => send("POST", `/trials/${waiting.id}/start`, { lease_seconds: 90 })),
  );
  expect(starts.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409, 409]);
  expect(starts.find(({ status }) => status === 409)?.body).toMatchObject({ code: "state_conflict", state: "running" });
  expect((await send("POST", `/trials/${waiting.id}/release`, { attempt: 1 })).body.state).toBe("queued");
  const again = await send("POST", `/trials/${waiting.id}/start`, {});
  expect(again.body).toMatchObject({ attempt: 2 });
  const read = await send("GET", `/trials/${waiting.id}`);
  const failed = { attempt: read.body.attempt, state: "failed" };
  expect((await send("POST", `/trials/${waiting.id}/tell`, failed)).status).toBe(200);
  expect(await send("POST", `/trials/${waiting.id}/start`, {})).toMatchObject({
    status: 409,
    body: { state: "failed" },
  });
});

it("create_new_trial with a template in any state; get_all_trials reads what is new and what was not over", async () => {
  const { id } = (await createStudy("templates")).body;
  const template = {
    assignments: { c: { value: "CatB", distribution: { type: "categorical", choices: ["CatA", "CatB"] } } },
    measurements: [{ step: 4, values: { value: -7.25 } }],
    started_at: "2022-09-01T10:00:00.123456Z",
  };
  for (const state of ["completed", "running", "pruned", "queued", "failed"]) {
    const values = state === "completed" ? { values: { value: 3 }, finished_at: "2022-09-02T10:00:00.654321Z" } : {};
    expect((await createTrial(id, { ...template, state, ...values })).state).toBe(state);
  }
  const [first, ...others] = await recordsOf(id);
  expect(first).toMatchObject({ ...template, measurements: [{ step: 4, metric: "value", value: -7.25 }] });
  expect(first.finished_at).toBe("2022-09-02T10:00:00.654321Z");
  expect(others).toHaveLength(4);
  const later = await createTrial(id);
  const seen = await recordsOf(id, "?from=5&numbers=1,3");
  expect(seen.map(({ number }: { number: number }) => number)).toEqual([1, 3, later.number]);
});

it("a create whose answer was lost is sent again, and made once", async () => {
  const { id } = (await createStudy("lost answers")).body;
  const create = () => send("POST", `/studies/${id}/records`, { trials: [{}] }, "the-same-trial");
  expect(await create()).toEqual(await create());
  expect(await recordsOf(id)).toHaveLength(1);
});

it("a study that is finished by its budget says so to whoever would begin another trial", async () => {
  const { body: study } = await send("POST", `/projects/${project}/studies`, {
    name: "bounded",
    search_space: {},
    sampler: { name: "external" },
    objectives: [{ metric: "value", direction: "minimize" }],
    limits: { max_trials: 1 },
  });
  await createTrial(study.id);
  const refused = await send("POST", `/studies/${study.id}/records`, { trials: [{}] });
  expect(refused).toMatchObject({ status: 409, body: { code: "study_finished", reason: "budget" } });
});
