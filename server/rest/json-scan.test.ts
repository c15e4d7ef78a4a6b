import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { AppError } from "@/server/kernel/app-error";
import { parseJsonBytes } from "./body";
import { BODY_DEPTH_MAX, scanJson } from "./json-scan";

// Megabytes and thousands of runs: a busy machine may need longer than five seconds.
vi.setConfig({ testTimeout: 60_000 });

function codeOf(work: () => unknown): string {
  try {
    work();
    return "accepted";
  } catch (error) {
    return error instanceof AppError ? error.code : "not an AppError";
  }
}

/** Refusals of a value, after which the rest of the text is not read. */
const VALUE_REFUSALS = ["forbidden_key", "forbidden_character", "value_not_finite", "invalid_input"];

describe("scanJson", () => {
  it("accepts every JSON text of bounded depth", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 10 }), fc.constantFrom("", "  ", "\n\t"), (text, space) =>
        ["accepted", ...VALUE_REFUSALS].includes(codeOf(() => scanJson(space + text + space))),
      ),
      { numRuns: 1000 },
    );
  });

  it("refuses exactly what JSON.parse refuses, duplicate keys and depth aside", () => {
    const broken = fc.tuple(
      fc.json({ maxDepth: 4 }),
      fc.nat(),
      fc.constantFrom("", "{", "}", "[", "]", ",", ":", '"', "\\", "0", "-", ".", "e", "t", "\u0001", "NaN", "'", " "),
    );
    fc.assert(
      fc.property(broken, ([text, at, inserted]) => {
        const position = at % (text.length + 1);
        const mutated = text.slice(0, position) + inserted + text.slice(position + (at % 3));
        const parses = codeOf(() => JSON.parse(mutated)) === "accepted";
        const scanned = codeOf(() => scanJson(mutated));
        if (VALUE_REFUSALS.includes(scanned)) return true;
        if (scanned === "accepted") return parses;
        return !parses || isDuplicate(mutated);
      }),
      { numRuns: 5000 },
    );
  });

  it("takes the deepest body that is allowed and none deeper", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(codeOf(() => scanJson(nested(BODY_DEPTH_MAX)))).toBe("accepted");
    expect(codeOf(() => scanJson(nested(BODY_DEPTH_MAX + 1)))).toBe("body_too_deep");
  });

  it("gives line and column of the fault", () => {
    expect(() => scanJson('{\n  "a": 1,\n  b: 2}')).toThrow(/line 3, column 3 \(position 14\)/);
  });
});

describe("the largest bodies", () => {
  const MIB = 1024 * 1024;
  const filled = (unit: string, wrap: (text: string) => string) =>
    wrap(unit.repeat(Math.floor((MIB - 64) / unit.length)));
  const manyKeys = `{${Array.from({ length: 80_000 }, (_, index) => `"k${index}":0`).join(",")}}`;
  it.each<[string, string, string]>([
    ["brackets", "[".repeat(MIB), "body_too_deep"],
    ["numbers with an infinite one last", filled("1,", (text) => `[${text}1e400]`), "value_not_finite"],
    [
      "keys with a forbidden one last",
      `{${Array.from({ length: 80_000 }, (_, index) => `"k${index}":0,`).join("")}"__proto__":0}`,
      "forbidden_key",
    ],
    ["empty objects with a NUL last", filled("{},", (text) => `[${text}"\\u0000"]`), "forbidden_character"],
    ["escapes without an end", `"${"\\n".repeat(MIB / 2 - 2)}`, "malformed_json"],
    ["a number without an end", `[${"1".repeat(MIB - 2)}`, "value_not_finite"],
    ["broken text", "\u00ff".repeat(100), "malformed_json"],
  ])(
    "of %s are refused in less than 100 ms, or on a busy machine in less than three plain parses",
    (_name, text, code) => {
      const bytes = Buffer.from(text, "latin1");
      expect(codeOf(() => parseJsonBytes(bytes))).toBe(code);
      const rounds = Array.from({ length: 5 }, () => ({
        refusal: timed(() => codeOf(() => parseJsonBytes(bytes))),
        plainParse: timed(() => JSON.parse(manyKeys)),
      }));
      const fastest = (name: "refusal" | "plainParse") => Math.min(...rounds.map((round) => round[name]));
      expect(fastest("refusal")).toBeLessThan(Math.max(100, 3 * fastest("plainParse")));
    },
  );
});

describe("parseJsonBytes", () => {
  it("gives what JSON.parse gives for ordinary values, with 0 for -0", () => {
    const ordinary = fc.dictionary(
      fc.stringMatching(/^k[a-z]{0,8}$/),
      fc.oneof(
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
        fc.string(),
      ),
    );
    fc.assert(
      fc.property(ordinary, (value) => {
        const text = JSON.stringify(value);
        if (text.includes("\\u0000") || /\\ud[89a-f]/i.test(text) || /\d{16,}[,}]/.test(text)) return;
        expect(parseJsonBytes(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
    expect(Object.is((parseJsonBytes(Buffer.from('{"a":-0}')) as { a: number }).a, 0)).toBe(true);
  });
});

function isDuplicate(text: string): boolean {
  return codeOf(() => scanJson(text)) === "malformed_json" && /appears twice/.test(messageOf(() => scanJson(text)));
}

function messageOf(work: () => unknown): string {
  try {
    work();
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function timed(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}
