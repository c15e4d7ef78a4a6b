/** What the generated reference pages share: the section of a catalogue's entry, and tables. */
import { z } from "zod";

interface CatalogEntry {
  readonly id: string;
  readonly summary: string;
  readonly options: z.ZodType;
  readonly references: readonly string[];
}

export function sectionOf({ id, summary, options, references }: CatalogEntry): string {
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
  const most = schema.exclusiveMaximum === undefined ? schema.maximum : `less than ${schema.exclusiveMaximum}`;
  const range =
    least === undefined
      ? ""
      : most === undefined
        ? schema.exclusiveMinimum === undefined
          ? `, at least ${least}`
          : `, ${least}`
        : `, ${least} to ${most}`;
  return `${schema.type}${range}`;
}

/** An option without one says in its meaning what happens. */
function defaultOf(schema: Schema): string {
  return schema.default === undefined ? "by the study" : `\`${JSON.stringify(schema.default)}\``;
}

export function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export const yesNo = (value: boolean): string => (value ? "yes" : "no");
