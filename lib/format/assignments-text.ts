export const assignmentFormats = { json: "JSON", yaml: "YAML", flags: "CLI flags" } as const;
export type AssignmentFormat = keyof typeof assignmentFormats;

type Value = string | number | boolean | null;
type Assignments = Readonly<Record<string, Value>>;

/** Assignments with their exact values, as files and command lines take them. */
export function assignmentsText(assignments: Assignments, format: AssignmentFormat): string {
  const entries = Object.entries(assignments);
  if (format === "json") return JSON.stringify(assignments, null, 2);
  if (format === "flags") return entries.map(([name, value]) => flag(name, value)).join(" ");
  if (entries.length === 0) return "{}\n";
  return entries.map(([name, value]) => `${yamlText(name)}: ${yamlValue(value)}\n`).join("");
}

/** One word with `=`, because parsers of options take a value like `-1e-7` that stands by itself for another option. */
function flag(name: string, value: Value): string {
  const text = value === null ? "null" : String(value);
  return `--${name}=${/^[A-Za-z0-9_@%+=:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`}`;
}

/**
 * YAML 1.1 and 1.2 read it alike. To 1.1, which PyYAML and many others speak, `1e-7` is a text, `no` is false and `12:30` is 750: so a
 * number with an exponent has a point, and texts are quoted.
 */
function yamlValue(value: Value): string {
  if (typeof value === "string") return quoted(value);
  return String(value).replace(/^(-?\d+)e/, "$1.0e");
}

/** A name stays bare where no reader takes it for anything but a text. */
function yamlText(name: string): string {
  const isOther = /^(?:y|n|yes|no|on|off|true|false|null)$/i.test(name);
  return isOther || !/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name) ? quoted(name) : name;
}

/** JSON's quotes are YAML's too, once the characters are escaped that YAML does not print or takes for the end of a line. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
