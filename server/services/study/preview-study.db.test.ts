import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import type { previewStudy as contract } from "@/lib/contract/study-plan";
import { closeEngineHost, openEngineHost } from "@/server/engine-host/pool";
import { bundleWorker } from "@/server/engine-host/testing/bundle-worker";
import { createProject } from "../project/create-project";
import { runService } from "../testing/run-service";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { previewStudy } from "./preview-study";

let spaces: TestWorkspaces;
let project: string;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  const { id } = await runService({ service: createProject, context: spaces.one.owner, input: { name: "plans" } });
  project = id;
});
afterAll(() => spaces.close());

type Draft = Partial<z.input<typeof contract.input>>;
const preview = (draft: Draft = {}) =>
  runService({
    service: previewStudy,
    context: spaces.one.owner,
    input: {
      project_id: project,
      search_space: { x: { type: "float", low: 0, high: 1 } },
      objectives: [{ metric: "loss", direction: "minimize" }],
      ...draft,
    },
  });
const HYPERBAND = { name: "hyperband", resource: { name: "epoch", min: 1, max: 81 } };

test("a plan has trials, rungs, resource, cost and time at so many workers, and nothing is created", async () => {
  const plan = await preview({
    scheduler: HYPERBAND,
    limits: { max_trials: 143 },
    workers: 8,
    seconds_per_resource: 10,
    trial_cost: 81,
  });
  expect(plan).toMatchObject({
    trials: 143,
    completed: 10,
    not_promoted: 133,
    workers: 8,
    resource: { name: "epoch", total: 1_581 },
    cost: 1_581,
    certainty: "ranks",
    notes: [],
  });
  expect(plan.seconds).toBeGreaterThanOrEqual((1_581 / 8) * 10);
  expect(plan.seconds).toBeLessThan(1_581 * 5);
  expect(plan.resource?.share).toBeCloseTo(1_581 / (143 * 81));
  const { rows } = await spaces.admin.query("select 1 from study");
  expect(rows).toEqual([]);
});

test("without a scheduler trials are counted; the parallel cap bounds the workers, and a budget of cost is noted", async () => {
  const limits = { max_trials: 100, max_parallel: 5, max_cost: 10 };
  expect(await preview({ limits, workers: 20, trial_seconds: 60, trial_cost: 1 })).toMatchObject({
    trials: 100,
    workers: 5,
    resource: null,
    seconds: 1_200,
    cost: 100,
    levels: [],
    certainty: "counted",
    notes: [{ pointer: "/limits/max_cost" }],
  });
  expect(await preview()).toMatchObject({ seconds: null, cost: null });
});

test.each<[string, Draft]>([
  ["/search_space/x/low", { search_space: { x: { type: "float", low: 2, high: 1 } } }],
  ["/sampler/name", { sampler: { name: "sorcery" } }],
  ["/scheduler/resource/max", { scheduler: { name: "hyperband" } }],
  ["/trial_resource", { scheduler: { name: "median" } }],
  ["/scheduler/interval", { scheduler: { name: "pbt", interval: 1, population: 10, resource: { max: 1_000_000 } } }],
  [
    "/limits/max_trials",
    { scheduler: { name: "hyperband", resource: { max: 59_049 } }, limits: { max_trials: 100_000 } },
  ],
  ["/seconds_per_resource", { scheduler: HYPERBAND, seconds_per_resource: 1, trial_seconds: 1 }],
  ["/cost_per_resource", { cost_per_resource: 1 }],
])("what cannot be planned is refused at its field: %s", async (pointer, draft) => {
  await expect(preview(draft)).rejects.toMatchObject({ errors: [{ pointer }] });
});

test("a pruner with a resource of a million ends, and says what it took for granted", async () => {
  const plan = await preview({
    scheduler: { name: "median", resource: { max: 1_000_000 } },
    limits: { max_trials: 5_000 },
    workers: 64,
  });
  expect(plan).toMatchObject({ trials: 5_000, played: 100, certainty: "example" });
  expect(plan.notes.map(({ pointer }) => pointer)).toEqual(["/limits/max_trials", "/scheduler/resource/max"]);
});

test("another workspace's project is the same 404", async () => {
  await expect(
    runService({
      service: previewStudy,
      context: spaces.two.owner,
      input: {
        project_id: project,
        search_space: { x: { type: "bool" } },
        objectives: [{ metric: "loss", direction: "minimize" }],
      },
    }),
  ).rejects.toMatchObject({ code: "not_found" });
});

test("repeats count each point as often as it is evaluated, and are refused where they do not fit", async () => {
  const draft: Draft = { search_space: { x: { type: "bool" } }, repeats: { max: 3, rule: "all" } };
  expect(await preview(draft)).toMatchObject({
    trials: 6,
    notes: [{ pointer: "/limits/max_trials", detail: expect.stringContaining("2 points of 3 evaluations") }],
  });
  await expect(preview({ ...draft, scheduler: HYPERBAND })).rejects.toMatchObject({
    errors: [{ pointer: "/repeats" }],
  });
});

test("a plan whose thread played another all the time says so, and names no field that is not at fault", async () => {
  const workerFile = await bundleWorker({ name: "slow-plans", entry: "testing/faulty-worker.ts" });
  await closeEngineHost();
  openEngineHost({ workerFile, threads: 1 });
  const ended = await Promise.allSettled([preview({ scheduler: HYPERBAND }), preview({ scheduler: HYPERBAND })]);
  // Either may be the first; where its thread is slow to start its plan may be too long, and it has the thread all the same.
  const refused = ended.flatMap((one) =>
    one.status === "rejected" && one.reason.code === "unavailable" ? [one.reason] : [],
  );
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatchObject({ errors: [], retryAfterSeconds: 5 });
});
