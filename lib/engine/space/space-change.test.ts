import { describe, expect, test } from "vitest";
import { mustParse } from "../testing/arbitrary-space";
import { adoptAssignments } from "./adopt-assignments";
import { compareSpaces } from "./space-change";

const LR = { type: "float", low: 0.001, high: 0.1, scale: "log" };
const compare = (before: unknown, after: unknown) => compareSpaces(mustParse(before), mustParse(after));

describe("what a change of a search space is", () => {
  test.each([
    ["higher bound", LR, { ...LR, high: 1 }, "widened"],
    ["lower bound raised", LR, { ...LR, low: 0.01 }, "narrowed"],
    ["bounds moved", LR, { ...LR, low: 0.01, high: 1 }, "moved"],
    ["another scale", LR, { ...LR, scale: "linear" }, "adjusted"],
    ["a step", { type: "int", low: 0, high: 8 }, { type: "int", low: 0, high: 8, step: 2 }, "narrowed"],
    ["a finer step", { type: "int", low: 0, high: 8, step: 4 }, { type: "int", low: 0, high: 8, step: 2 }, "widened"],
    [
      "steps off each other",
      { type: "int", low: 0, high: 9, step: 3 },
      { type: "int", low: 0, high: 9, step: 2 },
      "moved",
    ],
    ["one value of many", { type: "bool" }, { type: "fixed", value: true }, "narrowed"],
    ["many values of one", { type: "fixed", value: 0.5 }, { type: "float", low: 0, high: 1 }, "widened"],
    [
      "a choice more",
      { type: "categorical", choices: ["a", "b"] },
      { type: "categorical", choices: ["a", "b", null] },
      "widened",
    ],
    [
      "a choice less",
      { type: "categorical", choices: ["a", "b"] },
      { type: "categorical", choices: ["b"] },
      "narrowed",
    ],
    ["choices in another order", { type: "ordinal", values: [1, 2] }, { type: "ordinal", values: [2, 1] }, "adjusted"],
  ])("%s", (_, before, after, kind) => {
    const { changes, refusals } = compare({ p: before }, { p: after });
    expect(refusals).toEqual([]);
    expect(changes.map((change) => change.kind)).toEqual([kind]);
  });

  test("another type is refused at the parameter's type, with the advice to clone", () => {
    const { refusals } = compare({ p: { type: "int", low: 0, high: 8 } }, { p: { type: "float", low: 0, high: 8 } });
    expect(refusals).toEqual([
      { pointer: "/p/type", code: "type_changed", detail: expect.stringContaining("clone the study") },
    ]);
  });

  test("a new parameter without a default is refused, and one with a single value needs none", () => {
    const old = { p: LR };
    expect(compare(old, { ...old, q: { type: "bool" } }).refusals).toMatchObject([
      { pointer: "/q/default", code: "default_needed" },
    ]);
    expect(compare(old, { ...old, q: { type: "fixed", value: null } })).toMatchObject({
      refusals: [],
      changes: [{ parameter: "q", kind: "added", value: null }],
    });
  });

  test("a parameter may go when it is known what it is from then on", () => {
    expect(compare({ p: LR, q: { type: "bool" } }, { p: LR }).refusals).toMatchObject([
      { pointer: "/q", code: "value_unknown" },
    ]);
    expect(compare({ p: LR, q: { type: "bool", default: true } }, { p: LR })).toMatchObject({
      refusals: [],
      changes: [{ parameter: "q", kind: "removed", value: true }],
    });
  });

  test("another condition needs a default, unless the parameter had none before", () => {
    const optimizer = { type: "categorical", choices: ["sgd", "adam"] };
    const momentum = { type: "float", low: 0, high: 1 };
    const on = (choice: string) => ({ ...momentum, when: { optimizer: choice } });
    expect(compare({ optimizer, momentum: on("sgd") }, { optimizer, momentum: on("adam") }).refusals).toMatchObject([
      { pointer: "/momentum/default", code: "default_needed" },
    ]);
    expect(compare({ optimizer, momentum }, { optimizer, momentum: on("sgd") })).toMatchObject({
      refusals: [],
      changes: [{ kind: "condition" }],
    });
  });
});

describe("what a trial of an earlier space is in the present one", () => {
  const p = { type: "float", low: 0, high: 1 };
  const q = { type: "float", low: 0, high: 1, default: 0.5 };
  const spaces = (...documents: unknown[]) => documents.map((document) => mustParse(document));

  test("the default that counts is that of the revision the parameter came with", () => {
    const chain = spaces({ p }, { p, q }, { p, q: { ...q, default: 0.9 } });
    expect(adoptAssignments(chain, { p: 0.1 })).toEqual({ assignments: { p: 0.1, q: 0.5 }, fit: "filled" });
  });

  test("without a parameter that went, only trials that had its default are at their points", () => {
    const chain = spaces({ p, q }, { p });
    expect(adoptAssignments(chain, { p: 0.1, q: 0.5 })).toEqual({ assignments: { p: 0.1 }, fit: "same" });
    expect(adoptAssignments(chain, { p: 0.1, q: 0.7 })).toEqual({ assignments: {}, fit: "elsewhere" });
  });

  test("a parameter that comes back finds the values it had", () => {
    const chain = spaces({ p, q }, { p }, { p, q: { ...q, default: 0.9 } });
    expect(adoptAssignments(chain, { p: 0.1, q: 0.7 })).toEqual({ assignments: { p: 0.1, q: 0.7 }, fit: "same" });
  });

  test("a number beyond new bounds keeps its place beside the space; beside a single value nothing has one", () => {
    expect(adoptAssignments(spaces({ p, q }, { p: { ...p, high: 0.5 }, q }), { p: 0.7, q: 0.5 })).toEqual({
      assignments: { p: 0.7, q: 0.5 },
      fit: "outside",
    });
    expect(adoptAssignments(spaces({ p, q }, { p: { type: "fixed", value: 0.5 }, q }), { p: 0.7, q: 0.5 }).fit).toBe(
      "elsewhere",
    );
  });

  test("names that objects know are values like any other", () => {
    const chain = spaces({ p }, { p, toString: q, valueOf: { ...q, when: { toString: { gte: 0.6 } } } });
    expect(adoptAssignments(chain, { p: 0.1 })).toEqual({ assignments: { p: 0.1, toString: 0.5 }, fit: "filled" });
  });
});
