/** The reference page is made from the catalogue: `npm run docs:samplers` writes it, this test fails when it is not up to date. */
import { expect, test } from "vitest";
import { z } from "zod";
import { catalog } from "@/lib/engine/sampler/catalog";
import type { SamplerDefinition } from "@/lib/engine/sampler/definition";

test("the reference of samplers is what the catalogue says", async () => {
  await expect([HEAD, capabilityTable(), ...catalog.map(sectionOf)].join("\n\n").concat("\n")).toMatchFileSnapshot(
    "reference.md",
  );
});

const HEAD = `# Reference of samplers

Made from the definitions in \`lib/engine/sampler\` by \`npm run docs:samplers\`; what each one does is on [its page](README.md).`;

const ALL = { any: "any number", one: "one", several: "several" } as const;
const READS = { taken: "which points are taken", points: "which points were tried", values: "all results" } as const;
const yesNo = (value: boolean): string => (value ? "yes" : "no");

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

function sectionOf({ id, summary, options, references }: SamplerDefinition): string {
  const { properties = {} } = z.toJSONSchema(options, { io: "input" });
  const rows = Object.entries(properties).flatMap(([name, schema]) =>
    typeof schema === "object" ? [[`\`${name}\``, valuesOf(schema), defaultOf(schema), schema.description ?? ""]] : [],
  );
  return [
    `## ${id}`,
    summary,
    rows.length === 0 ? "No options." : table([["option", "values", "default", "meaning"], ...rows]),
    references.map((reference) => `- ${reference}`).join("\n"),
  ].join("\n\n");
}

type Schema = z.core.JSONSchema.JSONSchema;

function valuesOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(", ");
  const least = schema.exclusiveMinimum === undefined ? schema.minimum : `more than ${schema.exclusiveMinimum}`;
  const range = least === undefined ? "" : `, ${least} to ${schema.maximum}`;
  return `${schema.type}${range}`;
}

/** An option without one says in its meaning what happens. */
function defaultOf(schema: Schema): string {
  return schema.default === undefined ? "by the study" : `\`${JSON.stringify(schema.default)}\``;
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
