/** JSON as the API reads it. It has no NaN and no infinities: those go as text, where `JSON.stringify` would write null. */
export function toWire(body: unknown): string {
  return JSON.stringify(body, (_key, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
  );
}
