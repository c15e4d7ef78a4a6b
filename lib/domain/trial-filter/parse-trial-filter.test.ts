import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { parseTrialFilter } from "./parse-trial-filter";
import { parseTrialSort } from "./parse-trial-sort";
import { arbitraryFilter, writeFilter } from "./testing/arbitrary-filter";

describe("parseTrialFilter", () => {
  it("reads back what was written, whatever the filter", () => {
    fc.assert(
      fc.property(arbitraryFilter, (filter) => {
        expect(parseTrialFilter(writeFilter(filter))).toEqual({ kind: "filter", filter });
      }),
      { seed: 20, numRuns: 500 },
    );
  });

  it("never throws, and a problem stands inside the text or right behind it", () => {
    const piece = fc.constantFrom(
      "state",
      "params.lr",
      "values.",
      '"a b"',
      "<",
      "=",
      "(",
      ")",
      ",",
      "1e",
      "-",
      "not",
      "and",
      "in",
      "é",
      "'",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom("", " "), (pieces, glue) => {
        const text = pieces.join(glue);
        const parsed = parseTrialFilter(text);
        if (parsed.kind !== "problem") return;
        expect(parsed.position).toBeGreaterThanOrEqual(1);
        expect(parsed.position).toBeLessThanOrEqual(text.length + 1);
      }),
      { seed: 21, numRuns: 1000 },
    );
  });

  it("binds not before and, and and before or", () => {
    const is = (literal: string) => ({ type: "compare", field: { kind: "state" }, operator: "=", literal });
    expect(parseTrialFilter("not state = failed and state = running or state == completed")).toEqual({
      kind: "filter",
      filter: {
        type: "or",
        parts: [{ type: "and", parts: [{ type: "not", part: is("failed") }, is("running")] }, is("completed")],
      },
    });
  });

  test.each([
    ["params.lr <", 12, "Expected a value"],
    ["loss < 1", 1, "There is no field loss"],
    ["state in (completed, done)", 22, "state is one of"],
    ["state > 3", 7, "no order"],
    ["tag >= best", 5, "no order"],
    ["tag = 3", 7, "tag is a text"],
    ["values.loss = adam", 15, "is a number"],
    ["params.lr > fast", 13, "compares with a number"],
    ["(state = failed", 16, "Expected )"],
    ["state = failed state = failed", 16, "Expected and, or"],
    ['params."lr < 1', 8, "not closed"],
    ["params.lr ; 1", 11, "no meaning"],
    ["params.lr 🐙 1", 11, "🐙 has no meaning"],
    ["params. lr < 1", 1, "right behind"],
    [`${"not ".repeat(20)}state = failed`, 69, "Nested"],
    ["x".repeat(2001), 2001, "At most"],
  ])("%s has its problem at %i", (text, position, message) => {
    expect(parseTrialFilter(text)).toEqual({ kind: "problem", position, message: expect.stringContaining(message) });
  });

  it("takes an empty text as no filter", () => {
    expect(parseTrialFilter("  ")).toEqual({ kind: "empty" });
  });
});

describe("parseTrialSort", () => {
  test.each([
    ["-values.acc", { field: { kind: "value", name: "acc" }, descending: true }],
    ["number", { field: { kind: "number" }, descending: false }],
    ['-params."a b"', { field: { kind: "param", name: "a b" }, descending: true }],
    ["-finished_at", { field: { kind: "finished_at" }, descending: true }],
  ])("%s", (text, sort) => {
    expect(parseTrialSort(text)).toEqual({ kind: "sort", sort });
  });

  test.each(["", "-", "loss", "number, state", "params.", "--number", "tag"])("refuses %j", (text) => {
    expect(parseTrialSort(text).kind).toBe("problem");
  });
});
