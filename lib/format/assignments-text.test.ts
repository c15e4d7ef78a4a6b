import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { assignmentsText } from "./assignments-text";

/** What YAML 1.1 takes for something else, what would end a line, and what no YAML prints. */
const texts = [
  "no",
  "on",
  "y",
  "12:30",
  "1e5",
  "2001-12-14",
  "0o17",
  "1_000",
  "<<",
  "=",
  "~",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\u009f",
];

const assignments = fc.dictionary(
  fc.oneof(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.:/-]{0,8}$/), fc.constantFrom("on", "no", "y", "null", "True")),
  fc.oneof(
    fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...texts)),
    fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: false }).map((x) => x + 0),
    fc.boolean(),
    fc.constant(null),
  ),
  { maxKeys: 6, noNullPrototype: true },
);

it("gives back the same values from JSON and from either YAML, texts that look like something else included", () => {
  fc.assert(
    fc.property(assignments, (values) => {
      const plain = JSON.parse(JSON.stringify(values));
      expect(JSON.parse(assignmentsText(values, "json"))).toEqual(plain);
      const yaml = assignmentsText(values, "yaml");
      for (const version of ["1.1", "1.2"] as const) expect(parse(yaml, { version })).toEqual(plain);
      expect(yaml).not.toMatch(/[\u007f-\u009f\u2028\u2029\ufeff]/);
    }),
    { seed: 3, numRuns: 500 },
  );
});

it("writes every number with an exponent as a float of YAML 1.1, which is a text there without a point", () => {
  const float = /^[-+]?[0-9][0-9_]*\.[0-9_]*[eE][-+][0-9]+$/; // yaml.org/type/float.html, as PyYAML has it
  fc.assert(
    fc.property(fc.constantFrom(1, -1, 2.5, -1.25), fc.integer({ min: 21, max: 300 }), fc.boolean(), (m, e, small) => {
      const text = assignmentsText({ lr: m * 10 ** (small ? -e : e) }, "yaml").slice("lr: ".length, -1);
      expect(text).toMatch(float);
    }),
    { seed: 3 },
  );
  expect(assignmentsText({ lr: 1e-5, wd: 0.01, units: -3 }, "yaml")).toBe("lr: 0.00001\nwd: 0.01\nunits: -3\n");
  expect(assignmentsText({ lr: 1e-7 }, "yaml")).toBe("lr: 1.0e-7\n");
});

it("gives the shell each option as one word, its value after `=`, and expands nothing", () => {
  const values = { lr: -1e-7, name: "it's $HOME; `id` *", empty: "", none: null, on: true };
  const script = `for word in ${assignmentsText(values, "flags")}; do printf '%s\\n' "$word"; done`;
  const words = execFileSync("sh", ["-c", script], { encoding: "utf8" }).trimEnd().split("\n");
  expect(words).toEqual(["--lr=-1e-7", "--name=it's $HOME; `id` *", "--empty=", "--none=null", "--on=true"]);
});
