import { describe, expect, test } from "vitest";
import { z } from "zod";
import { mustParse } from "../testing/arbitrary-space";
import { parseSpace } from "./parse-space";
import { SearchSpace, SpaceConstraint } from "./schema";

const refusals = (space: unknown, constraints?: unknown): string[] => {
  const parsed = parseSpace(space, constraints);
  return "issues" in parsed ? parsed.issues.map(({ pointer, code }) => `${pointer} ${code}`) : [];
};
const float = (fields: object) => ({ x: { type: "float", low: 0, high: 1, ...fields } });
const int = (fields: object) => ({ n: { type: "int", low: 1, high: 8, ...fields } });

describe("what a space refuses, with a pointer to the field", () => {
  test.each<[string, unknown, string]>([
    ["no object", [], " invalid_shape"],
    ["no parameter", {}, " invalid_shape"],
    ["null", null, " invalid_shape"],
    ["an unknown type", { x: { type: "real" } }, "/x/type invalid_shape"],
    ["an unknown field", float({ lo: 1 }), "/x/lo invalid_shape"],
    ["a bound that is not finite", float({ high: Number.POSITIVE_INFINITY }), "/x/high invalid_shape"],
    ["a name with a space", { "a b": { type: "bool" } }, "/a b invalid_shape"],
    ["a name that starts with a digit", { "1a": { type: "bool" } }, "/1a invalid_shape"],
    ["a name of 129 characters", { ["a".repeat(129)]: { type: "bool" } }, `/${"a".repeat(129)} invalid_shape`],
    ["__proto__", JSON.parse('{"__proto__":{"type":"bool"}}'), "/__proto__ reserved_name"],
    ["constructor", { constructor: { type: "bool" } }, "/constructor reserved_name"],
    ["a parameter called any", { any: { type: "bool" } }, "/any reserved_name"],
    ["low above high", float({ low: 2 }), "/x/low low_above_high"],
    ["log from 0", float({ scale: "log" }), "/x/low outside_scale"],
    ["reverse_log to 1", float({ scale: "reverse_log" }), "/x/high outside_scale"],
    ["logit to 1", float({ low: 0.1, scale: "logit" }), "/x/high outside_scale"],
    ["an int on logit", int({ scale: "logit" }), "/n/scale unsupported_scale"],
    ["a range that overflows", float({ low: -1.7e308, high: 1.7e308 }), "/x/high range_overflow"],
    ["a step above the range", float({ step: 2 }), "/x/step step_above_range"],
    ["a step of 0", float({ step: 0 }), "/x/step invalid_shape"],
    ["a step too fine to count", float({ step: 1e-300 }), "/x/step step_too_fine"],
    [
      "a step below the numbers' own spacing",
      float({ low: 1e15, high: 1e15 + 1, step: 0.01 }),
      "/x/step step_too_fine",
    ],
    ["a default outside", float({ default: 2 }), "/x/default default_outside"],
    ["a default off the steps", float({ step: 0.25, default: 0.3 }), "/x/default default_outside"],
    ["an int beyond 2^53", int({ high: 2 ** 53 }), "/n/high invalid_shape"],
    ["a fraction as int", int({ low: 1.5 }), "/n/low invalid_shape"],
    ["a prior far away", float({ prior: { type: "normal", mean: 100, sd: 1 } }), "/x/prior prior_without_mass"],
    [
      "a prior mean off the scale",
      float({ low: 0.1, scale: "log", prior: { type: "normal", mean: -1, sd: 1 } }),
      "/x/prior/mean outside_scale",
    ],
    ["a choice twice", { c: { type: "categorical", choices: ["a", "b", "a"] } }, "/c/choices/2 duplicate_choice"],
    ["0 and -0 as two choices", { c: { type: "categorical", choices: [0, -0] } }, "/c/choices/1 duplicate_choice"],
    [
      "weights of another length",
      { c: { type: "categorical", choices: [1, 2], weights: [1] } },
      "/c/weights weights_length",
    ],
    [
      "a negative weight",
      { c: { type: "categorical", choices: [1, 2], weights: [1, -1] } },
      "/c/weights/1 invalid_shape",
    ],
    ["a weight of 0", { c: { type: "categorical", choices: [1, 2], weights: [1, 0] } }, "/c/weights/1 invalid_shape"],
    ["a NUL in a choice", { c: { type: "categorical", choices: ["a\u0000"] } }, "/c/choices/0 unstorable_text"],
    ["half a surrogate pair", { c: { type: "fixed", value: "\ud800" } }, "/c/value unstorable_text"],
    ["a whole number that JSON rounds", { c: { type: "ordinal", values: [2 ** 60] } }, "/c/values/0 unsafe_number"],
    ["an object as choice", { c: { type: "categorical", choices: [{}] } }, "/c/choices/0 invalid_shape"],
  ])("%s", (_, space, refusal) => {
    expect(refusals(space)).toContain(refusal);
  });

  test("more than 512 parameters or 10,000 choices", () => {
    const many = Object.fromEntries(Array.from({ length: 513 }, (_, index) => [`p${index}`, { type: "bool" }]));
    expect(refusals(many)).toEqual([" too_many"]);
    const choices = Array.from({ length: 10_001 }, (_, index) => index);
    expect(refusals({ c: { type: "categorical", choices } })).toEqual(["/c/choices invalid_shape"]);
  });

  test("every wrong field is named, not only the first", () => {
    expect(refusals({ ...float({ low: 2 }), ...int({ default: 99 }) })).toEqual([
      "/x/low low_above_high",
      "/n/default default_outside",
    ]);
  });
});

describe("conditions", () => {
  const parents = {
    opt: { type: "categorical", choices: ["sgd", "adam"] },
    n: { type: "int", low: 1, high: 8 },
    size: { type: "ordinal", values: ["s", "m", "l"] },
  };
  const child = (when: unknown) => ({ ...parents, child: { type: "bool", when } });

  test.each<[string, unknown, string]>([
    ["an unknown parent", { nope: 1 }, "/child/when/nope unknown_parameter"],
    ["itself", { child: true }, "/child/when/child later_parameter"],
    ["a value the parent cannot take", { opt: "rmsprop" }, "/child/when/opt unreachable_value"],
    ["a listed value the parent cannot take", { opt: ["sgd", "x"] }, "/child/when/opt/1 unreachable_value"],
    ["a comparison nothing meets", { n: { gt: 8 } }, "/child/when/n/gt unreachable_value"],
    ["a comparison of names", { opt: { gte: 1 } }, "/child/when/opt/gte not_comparable"],
    ["a number compared with text", { n: { gte: "2" } }, "/child/when/n/gte not_comparable"],
    ["nothing", {}, "/child/when empty_condition"],
    ["no comparison", { n: {} }, "/child/when/n empty_condition"],
    ["an unknown comparison", { n: { above: 3 } }, "/child/when/n/above invalid_shape"],
    ["a name inside all/any", { all: [{ any: [{ n: 99 }] }] }, "/child/when/all/0/any/0/n unreachable_value"],
  ])("refuse %s", (_, when, refusal) => {
    expect(refusals(child(when))).toContain(refusal);
  });

  test("refuse a later parameter and say how to mend it", () => {
    const parsed = parseSpace({ child: { type: "bool", when: { n: 1 } }, ...parents });
    expect(parsed).toMatchObject({
      issues: [{ code: "later_parameter", detail: expect.stringContaining('move "n" before "child"') }],
    });
  });

  test("names of an ordinal compare by position", () => {
    const { parameters } = mustParse(child({ size: { gte: "m" } }));
    expect(parameters.at(-1)?.when).toEqual({ kind: "in", parameter: "size", values: ["m", "l"] });
  });
});

describe("constraints", () => {
  const space = { a: { type: "int", low: 0, high: 9 }, b: { type: "float", low: 0, high: 1 }, c: { type: "bool" } };
  test.each<[string, unknown, string]>([
    ["an unknown parameter", [{ linear: { z: 1 }, lte: 1 }], "/constraints/0/linear/z unknown_parameter"],
    ["a parameter that is no number", [{ linear: { c: 1 }, lte: 1 }], "/constraints/0/linear/c not_numeric"],
    ["no bound", [{ linear: { a: 1 } }], "/constraints/0 missing_bound"],
    ["crossed bounds", [{ linear: { a: 1 }, lte: 1, gte: 2 }], "/constraints/0/gte bounds_crossed"],
    ["a sum out of reach", [{ linear: { a: 1, b: 1 }, gte: 11 }], "/constraints/0/gte never_holds"],
    ["an unknown field", [{ linear: { a: 1 }, max: 1 }], "/constraints/0/max invalid_shape"],
    ["names in an expression", [{ expr: "a + z < 1" }], "/constraints/0/expr unknown_parameter"],
    ["a bool in an expression", [{ expr: "a < c" }], "/constraints/0/expr not_numeric"],
    ["no comparison", [{ expr: "a + b" }], "/constraints/0/expr invalid_expression"],
    ["code", [{ expr: "a < process.exit(1)" }], "/constraints/0/expr invalid_expression"],
    ["no list", { expr: "a < 1" }, "/constraints invalid_shape"],
  ])("refuse %s", (_, constraints, refusal) => {
    expect(refusals(space, constraints)).toContain(refusal);
  });
});

test("low equal to high is a parameter with one value, on any scale", () => {
  for (const scale of ["linear", "log", "reverse_log", "logit"]) {
    expect(refusals(float({ low: 0.5, high: 0.5, step: 1, scale }))).toEqual([]);
  }
});

test("the schema publishes as JSON Schema, with descriptions and limits", () => {
  const schema = z.toJSONSchema(SearchSpace);
  expect(schema).toMatchObject({ type: "object", maxProperties: 512, description: expect.any(String) });
  expect(JSON.stringify(z.toJSONSchema(SpaceConstraint))).toContain("heads * head_dim <= 1024");
});
