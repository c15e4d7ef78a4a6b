import { describe, expect, it } from "vitest";
import { z } from "zod";
import { catalog } from "../engine/sampler/catalog";
import { Parameter } from "../engine/space/schema";
import * as account from "./account";
import { operations } from "./operations";
import { parseInput } from "./parse-input";

/** What a library says to who wrote the schema, and no one who fills in a form should have to read. */
const LIBRARY_WORDS =
  /invalid (input|option|string|key|value|discriminator)|expected|received|too (small|big)|undefined/i;
const GARBAGE: readonly unknown[] = [
  undefined,
  null,
  "",
  "x",
  " ",
  "9".repeat(20),
  -1,
  0,
  1.5,
  1e300,
  true,
  [],
  ["x"],
  {},
  { x: "x" },
];

const refusals = (schema: z.ZodType, value: unknown): readonly { path: PropertyKey[]; message: string }[] =>
  parseInput(schema, value).error?.issues ?? [];
const said = (schema: z.ZodType, value: unknown) => refusals(schema, value).map(({ message }) => message);

const schemas: readonly (readonly [string, z.ZodType])[] = [
  ...[...operations, ...Object.values(account)].flatMap((operation) =>
    typeof operation === "object" && "id" in operation ? [[operation.id, operation.input] as const] : [],
  ),
  ...catalog.map(({ id, options }) => [`options of ${id}`, options] as const),
  ["parameter", Parameter],
];

describe("a refused input", () => {
  it.each(schemas)("is refused in sentences, never in a library's words: %s", (_name, schema) => {
    const fields = schema instanceof z.ZodObject ? Object.keys(schema.shape) : ["type", "low", "0"];
    const given = GARBAGE.flatMap((value) => [value, ...fields.map((field) => ({ [field]: value, type: "float" }))]);
    for (const message of given.flatMap((value) => said(schema, value))) {
      expect(message).not.toMatch(LIBRARY_WORDS);
      expect(message).toMatch(/^[A-Z].*[.!?]$/u);
    }
  });

  it.each([
    [z.int().min(1), undefined, "Is missing; give a whole number."],
    [z.int().min(1), "abc", "Must be a whole number, not a text."],
    [z.int().min(1), 1.5, "Must be a whole number."],
    [z.int().min(1), 0, "Must be 1 or more."],
    [z.int().max(10_000), 10_001, "Must be 10,000 or less."],
    [z.number().positive(), 0, "Must be more than 0."],
    [z.number().max(0.5), 1e-7 + 0.5, "Must be 0.5 or less."],
    [z.number(), Number.NaN, "Must be a number."],
    [z.string().min(1), "", "Must not be empty."],
    [z.string().max(1), "ab", "Must have at most 1 character."],
    [z.array(z.int()).min(2), [1], "Must have at least 2 items."],
    [z.enum(["minimize", "maximize"]), "up", "Must be one of minimize, maximize."],
    [z.literal("float"), "int", "Must be float."],
    [z.iso.datetime({ offset: true }), "tomorrow", "Must be a time with its zone, such as 2026-01-31T12:00:00Z."],
    [z.union([z.string(), z.number()]), true, "Has none of the allowed forms."],
    [Parameter, { type: "double" }, "Must be one of float, int, ordinal, categorical, bool, fixed."],
    [z.object({}), [], "Must be an object, not a list."],
    [z.string().min(3, "Use three characters."), "x", "Use three characters."],
  ])("says what to do (%#)", (schema, value, sentence) => {
    expect(said(schema, value)).toEqual([sentence]);
  });
});
