import { z } from "zod";
import { Cursor } from "@/lib/contract/primitives";

export const idPrefixes = ["ws", "prj", "std", "trl", "key", "per", "inv", "shr", "evt", "whk", "dlv", "art"] as const;
export type IdPrefix = (typeof idPrefixes)[number];

/** A place in an operation's input where the name of something stored stands. */
export interface IdPosition {
  /** Members and indexes from the input's root; 0 stands for every item of a list. */
  readonly path: readonly (string | number)[];
  readonly kind: IdPrefix | "cursor";
}

type JsonSchema = z.core.JSONSchema._JSONSchema;

const CURSOR_MARK = "x-cursor";

/** Every place of an input that takes an id or a cursor, read off its schema, so that no new field is forgotten. */
export function idPositions(input: z.ZodType): readonly IdPosition[] {
  const root = z.toJSONSchema(input, {
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if ((zodSchema as unknown) === Cursor) jsonSchema[CURSOR_MARK] = true; // all schemas are the same kind of object
    },
  });
  const found = new Map<string, IdPosition>();
  const open = new Set<JsonSchema>();
  const visit = (schema: JsonSchema | undefined, path: IdPosition["path"]): void => {
    if (typeof schema !== "object" || open.has(schema)) return;
    open.add(schema);
    const kind = kindOf(schema);
    if (kind !== undefined) found.set(JSON.stringify(path), { path, kind });
    for (const [step, inner] of children(schema, root)) visit(inner, step === undefined ? path : [...path, step]);
    open.delete(schema);
  };
  visit(root, []);
  return [...found.values()];
}

function kindOf(schema: Exclude<JsonSchema, boolean>): IdPosition["kind"] | undefined {
  if (schema[CURSOR_MARK] === true) return "cursor";
  return idPrefixes.find((prefix) => schema.pattern?.startsWith(`^${prefix}_`));
}

type Child = readonly [step: string | number | undefined, schema: JsonSchema | undefined];

/** What a schema holds. A map keyed by ids, or with ids as values, has no fixed path to walk: it is refused by name. */
function children(schema: Exclude<JsonSchema, boolean>, root: JsonSchema): readonly Child[] {
  const { properties = {}, items, prefixItems = [], additionalProperties, propertyNames, $ref } = schema;
  for (const loose of [additionalProperties, propertyNames]) {
    if (typeof loose === "object" && kindOf(loose) !== undefined)
      throw new Error("A map of ids: teach id-positions.ts to walk it.");
  }
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [
    ...Object.entries(properties),
    ...[items].flat().map((item): Child => [0, item]),
    ...prefixItems.map((item, index): Child => [index, item]),
    ...alternatives.map((item): Child => [undefined, item]),
    ...($ref === undefined ? [] : [[undefined, resolve($ref, root)] as const]),
  ];
}

function resolve(reference: string, root: JsonSchema): JsonSchema | undefined {
  const name = /^#\/\$defs\/(.+)$/.exec(reference)?.[1];
  if (name === undefined) return undefined; // "#" is the root, which is being walked already
  return typeof root === "object" ? root.$defs?.[name] : undefined;
}
