import fc from "fast-check";
import { operationExamples } from "../operation-examples";
import type { RestRoute } from "../rest-routes";

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

/** Body texts for an operation: its example, near misses of it, broken JSON, noise. */
export const requestBodies = (route: RestRoute) =>
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

/** Known and unknown query fields with right and wrong values. */
export const requestQueries = fc.oneof(
  fc.constant(""),
  fc
    .dictionary(
      fc.constantFrom(
        "limit",
        "cursor",
        "name",
        "state",
        "order",
        "if_exists",
        "archived",
        "metric",
        "project",
        "states",
        "wibble",
      ),
      fc.oneof(fc.constantFrom("1", "return", "true", "asc", "completed", "-1", "1e9"), fc.string()),
    )
    .map((fields) => `?${new URLSearchParams(fields)}`),
  fc.webQueryParameters().map((text) => `?${text}`),
);
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
