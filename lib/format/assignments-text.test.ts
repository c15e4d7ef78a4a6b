import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { assignmentsText } from "./assignments-text";

const assignments = fc.dictionary(
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.]{0,8}$/),
  fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: false }).map((x) => x + 0),
    fc.boolean(),
    fc.constant(null),
  ),
  { maxKeys: 6, noNullPrototype: true },
);

it("gives back the same values from JSON and from YAML, texts that look like numbers included", () => {
  fc.assert(
    fc.property(assignments, (values) => {
      const plain = JSON.parse(JSON.stringify(values));
      expect(JSON.parse(assignmentsText(values, "json"))).toEqual(plain);
      expect(parse(assignmentsText(values, "yaml")) ?? {}).toEqual(plain);
    }),
    { seed: 3 },
  );
});

it("gives the shell each value as one word and expands nothing", () => {
  const values = { lr: 1e-7, name: "it's $HOME; `id` *", empty: "", none: null, on: true };
  const script = `for word in ${assignmentsText(values, "flags")}; do printf '%s\\n' "$word"; done`;
  const words = execFileSync("sh", ["-c", script], { encoding: "utf8" }).trimEnd().split("\n");
  expect(words).toEqual([
    "--lr",
    "1e-7",
    "--name",
    "it's $HOME; `id` *",
    "--empty",
    "",
    "--none",
    "null",
    "--on",
    "true",
  ]);
});
