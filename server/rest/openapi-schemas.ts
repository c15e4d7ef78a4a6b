import { z } from "zod";

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface SchemaCollection {
  /** The schema as a JSON Schema whose named parts stand among the components. */
  readonly add: (schema: z.ZodType, side: "request" | "response") => JsonSchema;
  readonly components: () => Readonly<Record<string, JsonSchema>>;
}

/** Turns zod schemas into JSON Schemas; those with an id in their `meta` become shared components. */
export function collectSchemas(): SchemaCollection {
  const components = new Map<string, JsonSchema>();
  const jsonValue = recursivePart(z.json());
  return {
    add(schema, side) {
      const { $schema, $defs = {}, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
      const names = new Map(Object.entries($defs).map(([key, part]) => [key, componentName(key, part, jsonValue)]));
      for (const [key, part] of Object.entries($defs)) {
        components.set(names.get(key) ?? key, tidy(part, names, side) as JsonSchema);
      }
      return tidy(rest, names, side) as JsonSchema;
    },
    components: () => Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** zod numbers the recursive schemas that have no id; the only one among ours is "any JSON". */
function componentName(key: string, part: unknown, jsonValue: string): string {
  if (!key.startsWith("__schema")) return key;
  if (canonical(key, part) === jsonValue) return "JsonValue";
  throw new Error("A recursive schema of the contract needs an id: .meta({ id }).");
}

function recursivePart(schema: z.ZodType): string {
  const { $defs = {} } = z.toJSONSchema(z.object({ part: schema }), { io: "input" });
  const [entry] = Object.entries($defs);
  if (entry === undefined) throw new Error("zod no longer describes z.json() as a definition of its own.");
  return canonical(entry[0], entry[1]);
}

function canonical(key: string, part: unknown): string {
  return JSON.stringify(part).replaceAll(`#/$defs/${key}"`, '#"');
}

const SAFE_INTEGER_BOUNDS = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER } as const;

function tidy(node: unknown, names: ReadonlyMap<string, string>, side: "request" | "response"): unknown {
  if (Array.isArray(node)) return node.map((item) => tidy(item, names, side));
  if (typeof node !== "object" || node === null) return node;
  const schema = Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !isNoise(key, value, node))
      .map(([key, value]) => [key, key === "$ref" ? reference(value, names) : tidy(value, names, side)]),
  );
  return side === "response" ? asAnswered(schema) : schema;
}

/** The date pattern is a screenful beside `format: date-time`; the bounds of a double's integers go without saying. */
function isNoise(key: string, value: unknown, node: object): boolean {
  if (key === "pattern") return Reflect.get(node, "format") === "date-time";
  return (key === "minimum" || key === "maximum") && value === SAFE_INTEGER_BOUNDS[key];
}

function reference(target: unknown, names: ReadonlyMap<string, string>): string {
  const key = String(target).replace("#/$defs/", "");
  return `#/components/schemas/${names.get(key) ?? key}`;
}

/** What may be left out of a request is always there in an answer once it has a default; and answers may grow fields. */
function asAnswered(schema: Record<string, unknown>): Record<string, unknown> {
  const { properties, additionalProperties, ...rest } = schema;
  if (typeof properties !== "object" || properties === null) return schema;
  const withDefault = Object.entries(properties).filter(([, property]) => Object.hasOwn(Object(property), "default"));
  const required = new Set([...((rest.required as string[] | undefined) ?? []), ...withDefault.map(([name]) => name)]);
  return {
    ...rest,
    properties,
    ...(additionalProperties === false || additionalProperties === undefined ? {} : { additionalProperties }),
    ...(required.size === 0 ? {} : { required: [...required] }),
  };
}
