import { afterAll, beforeAll, expect, test } from "vitest";
import { createProject } from "../services/project/create-project";
import { createStudy } from "../services/study/create-study";
import { runService } from "../services/testing/run-service";
import { studyDriver } from "../services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../services/testing/test-workspaces";

let spaces: TestWorkspaces;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
});
afterAll(() => spaces.close());

test("R3 a replayed answer keeps the order of a search space, which is part of its meaning", async () => {
  const context = { ...spaces.one.owner, idempotencyKey: "ordered" };
  const project = await runService({ service: createProject, context: spaces.one.owner, input: { name: "ordered" } });
  // Neither the names' order nor their lengths', which is how jsonb sorts; `when` may name earlier parameters only.
  const space = {
    zeta: { type: "categorical", choices: ["a", "b"] },
    optimizer: { type: "categorical", choices: ["sgd", "adam"] },
    lr: { type: "float", low: 0.001, high: 1, when: { optimizer: "sgd" } },
    a: { type: "float", low: 0, high: 1, when: { zeta: "a" } },
  };
  const input = {
    project_id: project.id,
    name: "ordered",
    search_space: space,
    objectives: [{ metric: "loss", direction: "minimize" as const }],
  };
  const first = await createStudy.run(context, input);
  const again = await createStudy.run(context, input);
  expect([first.replayed, again.replayed]).toEqual([false, true]);
  expect(Object.keys(again.output.search_space)).toEqual(["zeta", "optimizer", "lr", "a"]);
  expect(JSON.stringify(again.output)).toBe(JSON.stringify(first.output));
});

test("R3 an ask is replayed from what is stored under its key", async () => {
  const driver = studyDriver(spaces.one.owner);
  const study = await driver.createStudy();
  const first = await driver.askOne(study, { key: "the same" });
  expect(await driver.askOne(study, { key: "the same" })).toEqual(first);
});
