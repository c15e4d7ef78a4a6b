const MARK = "json:";

/**
 * An attribute's value for reading. What JSON would have changed, clients of other tools write as `json:` and the text
 * that stands for it, in pieces where it is long (docs/guide/external-sampler.md): `json:1.0` reads `1.0`.
 */
export function formatAttribute(value: unknown): string {
  if (typeof value === "string") return value.startsWith(MARK) ? value.slice(MARK.length) : value;
  const pieces: unknown = Reflect.get(Object(value), MARK);
  if (Array.isArray(pieces) && Object.keys(Object(value)).length === 1) return pieces.join("");
  return JSON.stringify(value);
}
