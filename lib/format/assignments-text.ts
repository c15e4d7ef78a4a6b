import { stringify } from "yaml";

export const assignmentFormats = { json: "JSON", yaml: "YAML", flags: "CLI flags" } as const;
export type AssignmentFormat = keyof typeof assignmentFormats;

type Assignments = Readonly<Record<string, string | number | boolean | null>>;

/** Assignments with their exact values, as files and command lines take them. */
export function assignmentsText(assignments: Assignments, format: AssignmentFormat): string {
  if (format === "json") return JSON.stringify(assignments, null, 2);
  if (format === "yaml") return stringify(assignments);
  return Object.entries(assignments)
    .map(([name, value]) => `--${name} ${shellWord(value === null ? "null" : String(value))}`)
    .join(" ");
}

/** A word of any POSIX shell: nothing in it is expanded. */
function shellWord(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
