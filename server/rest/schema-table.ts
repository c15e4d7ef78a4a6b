import { escapeHtml } from "./html-document";

type Node = Readonly<Record<string, unknown>>;

const asNode = (value: unknown): Node => (typeof value === "object" && value !== null ? (value as Node) : {});
const asNodes = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.map(asNode) : []);

/** The fields of an object schema as a table, nested objects indented by their path. */
export function schemaTable(schema: unknown): string {
  const rows = fieldRows(asNode(schema), "");
  const { description } = asNode(schema);
  const text = typeof description === "string" ? `<p class="soft">${escapeHtml(description)}</p>` : "";
  if (rows.length === 0) return `${text}<p>${escapeHtml(typeText(schema))}</p>`;
  return `${text}<table><tr><th>Field</th><th>Type</th><th></th></tr>${rows.join("")}</table>`;
}

function fieldRows(schema: Node, prefix: string): string[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(asNode(schema.properties)).flatMap(([name, value]) => {
    const property = asNode(value);
    const note = [required.includes(name) ? "required" : "", ...bounds(property)].filter(Boolean).join(", ");
    const inner = property.type === "array" ? asNode(property.items) : property;
    const description = typeof property.description === "string" ? property.description : "";
    return [
      `<tr><td><code>${escapeHtml(prefix + name)}</code></td><td>${escapeHtml(typeText(property))}<br><span class="soft">${escapeHtml(note)}</span></td><td>${escapeHtml(description)}</td></tr>`,
      ...fieldRows(inner, `${prefix}${name}${property.type === "array" ? "[]" : ""}.`),
    ];
  });
}

function bounds(property: Node): string[] {
  const words: Readonly<Record<string, (value: string) => string>> = {
    minimum: (value) => `at least ${value}`,
    maximum: (value) => `at most ${value}`,
    maxLength: (value) => `at most ${value} characters`,
    maxItems: (value) => `at most ${value} items`,
    maxProperties: (value) => `at most ${value} entries`,
    default: (value) => `default ${value}`,
  };
  return Object.entries(words).flatMap(([key, say]) =>
    property[key] === undefined ? [] : [say(JSON.stringify(property[key]))],
  );
}

/** A schema in a few words: `integer`, `array of Trial`, `"fail" or "return"`. */
export function typeText(value: unknown): string {
  const schema = asNode(value);
  if (typeof schema.$ref === "string") return schema.$ref.split("/").at(-1) ?? "";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((item) => JSON.stringify(item)).join(" or ");
  const options = [...asNodes(schema.anyOf), ...asNodes(schema.oneOf)];
  if (options.length > 0) return [...new Set(options.map(typeText))].join(" or ");
  if (schema.type === "array") return `array of ${typeText(schema.items)}`;
  if (schema.type === "object") return mapText(schema);
  return Array.isArray(schema.type) ? schema.type.join(" or ") : String(schema.type ?? "any JSON");
}

function mapText(schema: Node): string {
  const names = Object.keys(asNode(schema.properties));
  if (names.length > 0) return `object {${names.slice(0, 6).join(", ")}${names.length > 6 ? ", …" : ""}}`;
  return schema.additionalProperties === undefined ? "object" : `map to ${typeText(schema.additionalProperties)}`;
}
