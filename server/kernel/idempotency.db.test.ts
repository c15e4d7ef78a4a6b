import { afterAll, beforeAll, expect, test } from "vitest";
import { operations } from "@/lib/contract/operations";
import { createApiKey } from "../services/api-key/create-api-key";
import { createInvitation } from "../services/invitation/create-invitation";
import { createProject } from "../services/project/create-project";
import { createStudy } from "../services/study/create-study";
import { runService } from "../services/testing/run-service";
import { studyDriver } from "../services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../services/testing/test-workspaces";
import { createWebhook } from "../services/webhook/create-webhook";

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

test("S7 an answer that shows a secret is stored nowhere, and its repetition is refused", async () => {
  const context = { ...spaces.one.owner, idempotencyKey: "shown once" };
  const once = [
    { service: createApiKey, input: { name: "once", kind: "svc" } },
    { service: createInvitation, input: { role: "viewer" } },
    { service: createWebhook, input: { name: "once", url: "https://8.8.8.8/tellus" } },
  ];
  for (const { service, input } of once) {
    const answer = JSON.stringify((await service.run(context, input)).output);
    await expect(service.run(context, input)).rejects.toMatchObject({ code: "secret_already_shown", status: 409 });
    const { rows } = await spaces.admin.query<{ response: unknown }>(
      "select response from idempotency_record where key = 'shown once' and route = $1",
      [service.operation.id],
    );
    expect(answer.length).toBeGreaterThan(100);
    expect(rows).toEqual([{ response: {} }]);
  }
  const marked = operations.filter((operation) => "showsSecret" in operation).map(({ id }) => id);
  expect(marked).toEqual([
    "api-key.create",
    "webhook.create",
    "webhook.rotate-secret",
    "invitation.create",
    "share.create",
  ]);
});
