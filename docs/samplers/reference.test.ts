/** The reference page is made from the catalogue: `npm run docs:samplers` writes it, this test fails when it is not up to date. */
import { expect, test } from "vitest";
import { catalog } from "@/lib/engine/sampler/catalog";
import { sectionOf, table, yesNo } from "../reference-tables";

test("the reference of samplers is what the catalogue says", async () => {
  await expect([HEAD, capabilityTable(), ...catalog.map(sectionOf)].join("\n\n").concat("\n")).toMatchFileSnapshot(
    "reference.md",
  );
});

const HEAD = `# Reference of samplers

Made from the definitions in \`lib/engine/sampler\` by \`npm run docs:samplers\`; what each one does is on [its page](README.md).`;

const ALL = { any: "any number", one: "one", several: "several" } as const;
const READS = { taken: "which points are taken", points: "which points were tried", values: "all results" } as const;

function capabilityTable(): string {
  return table([
    [
      "sampler",
      "parameter types",
      "conditions",
      "constraints",
      "objectives",
      "ends a finite space",
      "depends on",
      "reads",
    ],
    ...catalog.map(({ id, capabilities: can }) => [
      `[\`${id}\`](#${id})`,
      can.parameters.join(", "),
      yesNo(can.conditions),
      yesNo(can.constraints),
      ALL[can.objectives],
      yesNo(can.finite),
      can.dependsOn === "set" ? "the set of results" : "their order",
      READS[can.usesHistory],
    ]),
  ]);
}
