import { createHash } from "node:crypto";

/** JSON with keys in order, so that equal values have equal bytes. Depth is bounded by the body limit. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${entries.join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

/** SHA-256 of the canonical form: how a repeated request is recognised. */
export function hashJson(value: unknown): Buffer {
  return createHash("sha256").update(canonicalJson(value)).digest();
}
