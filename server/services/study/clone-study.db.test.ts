import { afterAll, beforeAll, expect, test } from "vitest";
import { scopesOfRole } from "@/lib/domain/permissions";
import { toUuid } from "@/server/kernel/ids";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { cloneStudy } from "./clone-study";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

type Input = Parameters<typeof cloneStudy.run>[1];
const clone = async (input: Input, context = spaces.one.owner) => (await cloneStudy.run(context, input)).output;

test("a clone has all that was set, none of the trials, and says where it comes from", async () => {
  const original = await driver.createStudy({
    name: "original",
    search_space: { first: { type: "int", low: 1, high: 9 }, again: { type: "bool", when: { first: { gt: 3 } } } },
    constraints: [{ linear: { first: 1 }, lte: 8 }],
    outcome_constraints: [{ metric: "latency", lte: 20 }],
    objectives: [{ metric: "loss", direction: "minimize" }],
    limits: { max_trials: 12, max_parallel: 3 },
    metadata: { team: "vision" },
    tags: ["nightly"],
  });
  await driver.askOne(original);
  const copy = await clone({ study_id: original.id, name: "copy" });
  const same = [
    "project_id",
    "search_space",
    "constraints",
    "objectives",
    "outcome_constraints",
    "sampler",
    "limits",
    "tags",
  ] as const;
  for (const field of same) expect(copy[field]).toEqual(original[field]);
  expect(Object.keys(copy.search_space)).toEqual(["first", "again"]);
  expect(copy.metadata).toEqual({ team: "vision", cloned_from: original.id });
  expect(copy.budget_used).toBe(0);
  expect(copy.seed).not.toBe(original.seed);
  const { rows } = await spaces.admin.query("select action, detail from audit_event where target_id = $1", [
    toUuid(copy.id),
  ]);
  expect(rows).toEqual([{ action: "study.cloned", detail: { name: "copy", cloned_from: original.id } }]);
});

test("a clone of a study with as much metadata as may be says where it comes from, too", async () => {
  const metadata = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`key ${index}`, index]));
  const original = await driver.createStudy({ metadata });
  const copy = await clone({ study_id: original.id, name: "of much metadata" });
  expect(copy.metadata).toEqual({ ...metadata, cloned_from: original.id });
});

test("limits, sampler and seed given are the clone's own; limits left out stay", async () => {
  const original = await driver.createStudy({ limits: { max_trials: 12, max_parallel: 3 } });
  const copy = await clone({
    study_id: original.id,
    name: "with other settings",
    limits: { max_trials: 40 },
    sampler: { name: "quasi-random", sequence: "halton" },
    seed: 11,
  });
  expect(copy.limits).toMatchObject({ max_trials: 40, max_parallel: 3 });
  expect(copy.sampler).toMatchObject({ name: "quasi-random", sequence: "halton" });
  expect(copy.seed).toBe(11);
});

test("a deadline that is to come is the clone's too; one that has passed would end it before its first trial, and is not", async () => {
  const [past, coming] = ["2020-01-01T00:00:00.000Z", "2999-01-01T00:00:00.000Z"];
  const over = await driver.createStudy({ limits: { max_trials: 12, deadline: past } });
  const copy = await clone({ study_id: over.id, name: "of one that is over" });
  expect(copy.limits).toMatchObject({ max_trials: 12, deadline: null });
  expect((await driver.ask(copy)).trials).toHaveLength(1);
  const running = await driver.createStudy({ limits: { max_trials: 12, deadline: coming } });
  expect((await clone({ study_id: running.id, name: "of one that runs" })).limits.deadline).toBe(coming);
});

test("a name that is taken, a sampler that cannot serve the study and bad input are refused, each at its field", async () => {
  const original = await driver.createStudy({ name: "taken", search_space: { x: { type: "float", low: 0, high: 1 } } });
  const refusal = (input: object) => clone({ study_id: original.id, name: "free", ...input });
  await expect(refusal({ name: "TAKEN" })).rejects.toMatchObject({ code: "name_taken" });
  await expect(refusal({ sampler: { name: "nonesuch" } })).rejects.toMatchObject({
    errors: [{ pointer: "/sampler/name" }],
  });
  await expect(refusal({ limits: { max_trials: 0 } })).rejects.toMatchObject({
    errors: [{ pointer: "/limits/max_trials" }],
  });
});

test("who may not write studies, and another workspace's study, are refused", async () => {
  const original = await driver.createStudy();
  const { owner } = spaces.one;
  const viewer = { ...owner, actor: { ...owner.actor, scopes: scopesOfRole("viewer") } };
  await expect(clone({ study_id: original.id, name: "no" }, viewer)).rejects.toMatchObject({ code: "forbidden" });
  await expect(
    runService({ service: cloneStudy, context: spaces.two.owner, input: { study_id: original.id, name: "no" } }),
  ).rejects.toMatchObject({ code: "not_found" });
});
