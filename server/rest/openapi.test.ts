import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { errorCatalog } from "@/lib/contract/errors";
import { operations } from "@/lib/contract/operations";
import { makeOpenApiDocument } from "./openapi";
import { operationExamples } from "./operation-examples";
import { restRoutes } from "./rest-routes";
import { sampleIds } from "./testing/sample-outputs";
import { startTestApi, type TestApi } from "./testing/start-test-api";

// Real sockets and real time: a busy machine may need longer than five seconds.
vi.setConfig({ testTimeout: 30_000 });

const document = makeOpenApiDocument();
const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
const addressed = (path: string) =>
  path
    .replace("{study_id}", sampleIds.study)
    .replace("{trial_id}", sampleIds.trial)
    .replace("{group_id}", sampleIds.trial)
    .replace("{project_id}", sampleIds.project)
    .replace("{webhook_id}", sampleIds.webhook)
    .replace("{artifact_id}", sampleIds.artifact);

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

describe("the OpenAPI document", () => {
  it("describes every route, and every operation it describes is a route", () => {
    const names = (list: readonly { readonly method: string; readonly path: string }[]) =>
      list.map(({ method, path }) => `${method} ${path}`).sort();
    expect(names(described)).toEqual(names(restRoutes));
  });

  it.each(described.map((entry) => [`${entry.method} ${entry.path}`, entry] as const))(
    "%s: its example is taken, its answer is a described one",
    async (_name, { method, path, operation }) => {
      const example = operationExamples[operation.operationId as keyof typeof operationExamples];
      const takesBody = method === "POST" || method === "PATCH";
      const query =
        takesBody || example === undefined ? "" : `?${new URLSearchParams(example as Record<string, string>)}`;
      const response = await api.call(
        method,
        `/api/v1${addressed(path)}${query}`,
        takesBody ? { body: example ?? {} } : {},
      );
      expect(response.ok, await response.clone().text()).toBe(true);
      expect(Object.keys(operation.responses)).toContain(String(response.status));
    },
  );

  it("gives each declared error of each operation under its status", () => {
    for (const { operation } of described) {
      const contract = operations.find(({ id }) => id === operation.operationId);
      for (const code of contract?.errors ?? []) {
        const response = operation.responses[errorCatalog[code].status];
        expect(JSON.stringify(response), `${operation.operationId} ${code}`).toContain(`"${code}"`);
      }
    }
  });

  it("refers only to what it holds", () => {
    const text = JSON.stringify(document);
    const names = Object.keys(document.components.schemas ?? {});
    const referred = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target);
    expect(referred.length).toBeGreaterThan(20);
    for (const target of referred) expect(names.map((name) => `#/components/schemas/${name}`)).toContain(target);
    expect(text).not.toContain("$defs");
    expect(text).not.toContain("__schema");
  });

  it("is served without a key, the same as generated", async () => {
    const response = await fetch(`${api.origin}/api/v1/openapi.json`);
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it("docs/api/openapi.json is current; if this fails, run npm run openapi", async () => {
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(path.resolve("docs/api/openapi.json"));
  });
});
