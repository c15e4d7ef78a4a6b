import type { FilterField, FilterLiteral } from "./trial-filter";

const BARE_NAME = /^[A-Za-z_][A-Za-z0-9_.:/-]*$/;
const RESERVED = new Set(["true", "false", "null", "NaN", "Infinity", "and", "or", "not", "in", "is", "set"]);

/** A field as a filter or a sort writes it; names that are no plain word stand in quotation marks. */
export function formatField(field: FilterField): string {
  if (!("name" in field)) return field.kind;
  return `${field.kind}s.${BARE_NAME.test(field.name) ? field.name : quoted(field.name)}`;
}

export function formatLiteral(literal: FilterLiteral): string {
  if (typeof literal !== "string") return String(literal);
  return BARE_NAME.test(literal) && !RESERVED.has(literal) ? literal : quoted(literal);
}

function quoted(text: string): string {
  return `"${text.replaceAll(/(["\\])/g, "\\$1")}"`;
}
