import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ErrorCode } from "@/lib/contract/errors";
import { commonErrors, errorCatalog } from "@/lib/contract/errors";
import { API_BASE, type RestRoute, restRoutes } from "./rest-routes";
import { requestBodies, requestQueries } from "./testing/arbitrary-requests";
import { sampleIds } from "./testing/sample-outputs";
import { startTestApi, type TestApi } from "./testing/start-test-api";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const ids = fc.constantFrom(
  "valid",
  "valid",
  "valid",
  "std_1",
  "%00",
  "..",
  "%2e%2e%2f",
  "__proto__",
  "%f0%28%8c%28",
  "'",
  "x".repeat(3000),
);
const headers = fc.record(
  {
    "idempotency-key": fc.constantFrom("a", "x".repeat(300), "a b"),
    "if-match": fc.constantFrom('"1"', "*", "W/", '"'),
    "content-type": fc.constantFrom("application/json", "text/plain", "application/json; charset=utf-8"),
  },
  { requiredKeys: [] },
);

describe("requests made from the contract, right and wrong", () => {
  it.each(restRoutes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s never gives a 5xx, always a described answer",
    async (_name, route) => {
      const allowed = allowedStatuses(route);
      await fc.assert(
        fc.asyncProperty(requestBodies(route), ids, requestQueries, headers, async (body, id, query, extra) => {
          const path = route.path.replaceAll(/\{(\w+)_id\}/g, (_match, noun: string) =>
            id === "valid" ? ((sampleIds as Record<string, string>)[noun] ?? id) : id,
          );
          const response = await api.call(
            route.method,
            `${API_BASE}${path}${query}`,
            route.takesBody ? { body, headers: extra } : {},
          );
          const text = await response.text();
          expect(allowed, `${response.status} ${text}`).toContain(response.status);
          if (response.ok) return;
          const problem = JSON.parse(text) as { code: ErrorCode; status: number; detail: string };
          expect(problem.status).toBe(response.status);
          expect(errorCatalog[problem.code].status).toBe(response.status);
          expect(text).not.toMatch(/\\n\s+at |node_modules|\.ts:\d|\bselect\b .* \bfrom\b/i);
        }),
        { numRuns: 60 },
      );
    },
    60_000,
  );
});

function allowedStatuses(route: RestRoute): ReadonlySet<number> {
  const { status } = route.binding;
  const codes: readonly ErrorCode[] = [...commonErrors, ...route.operation.errors, "not_found", "precondition_failed"];
  const refusals = codes.map((code) => errorCatalog[code].status).filter((code) => code < 500);
  return new Set<number>([...refusals, ...(typeof status === "number" ? [status] : status.possible), 404, 405]);
}
