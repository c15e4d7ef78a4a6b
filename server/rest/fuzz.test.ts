import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ErrorCode } from "@/lib/contract/errors";
import { commonErrors, errorCatalog } from "@/lib/contract/errors";
import { operationExamples } from "./operation-examples";
import { API_BASE, type RestRoute, restRoutes } from "./rest-routes";
import { sampleIds } from "./testing/sample-outputs";
import { startTestApi, type TestApi } from "./testing/start-test-api";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const nastyTexts = [
  "",
  "\u0000",
  "\ud800",
  "__proto__",
  "NaN",
  "Infinity",
  "'; drop table trial; --",
  "<script>",
  "\u202e",
  "1e400",
  "9".repeat(40),
  "x".repeat(70_000),
  "../../etc",
  "%00",
  "😀",
  "é",
];
const nastyNumbers = [0, -0, -1, 0.5, 1e308, 5e-324, Number.MAX_SAFE_INTEGER, 2 ** 53, -(2 ** 60)];
const nasty = fc.oneof(
  fc.constantFrom(...nastyTexts),
  fc.constantFrom(...nastyNumbers),
  fc.string({ unit: "binary" }),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 5 }),
);

/** The example of an operation with one place in it replaced, removed or added to: near misses find more than noise. */
function nearMisses(route: RestRoute): fc.Arbitrary<unknown> {
  const example = operationExamples[route.operationId] ?? {};
  const paths = allPaths(example);
  const fields = Object.keys(route.operation.input instanceof Object ? (example as object) : {});
  const replaced = fc.tuple(fc.constantFrom(...paths), nasty).map(([path, value]) => replaceAt(example, path, value));
  const added = fc
    .tuple(fc.oneof(fc.constantFrom(...nastyTexts.slice(0, 11), ...fields), fc.string()), nasty)
    .map(([name, value]) => ({ ...example, [name]: value }));
  return fc.oneof(fc.constant(example), replaced, added, nasty);
}

const texts = (route: RestRoute) =>
  fc.oneof(
    { weight: 8, arbitrary: nearMisses(route).map((value) => JSON.stringify(value) ?? "") },
    {
      weight: 1,
      arbitrary: fc
        .tuple(nearMisses(route), fc.nat(), fc.string({ maxLength: 3 }))
        .map(([value, at, inserted]) => spliced(JSON.stringify(value) ?? "", at, inserted)),
    },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
  );

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
const queries = fc.oneof(
  fc.constant(""),
  fc
    .dictionary(
      fc.constantFrom("limit", "cursor", "name", "state", "order", "if_exists", "archived", "metric", "wibble"),
      fc.oneof(fc.constantFrom("1", "return", "true", "asc", "completed", "-1", "1e9"), fc.string()),
    )
    .map((fields) => `?${new URLSearchParams(fields)}`),
  fc.webQueryParameters().map((text) => `?${text}`),
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
        fc.asyncProperty(texts(route), ids, queries, headers, async (body, id, query, extra) => {
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

type Path = readonly (string | number)[];

function allPaths(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  return [
    at,
    ...Object.entries(value).flatMap(([key, inner]) =>
      allPaths(inner, [...at, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function replaceAt(value: unknown, [first, ...rest]: Path, replacement: unknown): unknown {
  if (first === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === first ? replaceAt(item, rest, replacement) : item));
  const entries = Object.entries(value as object);
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, key === first ? replaceAt(inner, rest, replacement) : inner]),
  );
}

function spliced(text: string, at: number, inserted: string): string {
  const position = at % (text.length + 1);
  return text.slice(0, position) + inserted + text.slice(position + 1);
}
