/** `32` is a number, `adam` a text, `"32"` the text 32, `null` null: JSON, but words need no quotes. */
export function parseScalar(text: string): unknown {
  const trimmed = text.trim();
  try {
    return JSON.parse(trimmed);
  } catch {
    return trimmed;
  }
}

export function writeScalar(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value) ?? "";
  return parseScalar(value) === value && value === value.trim() && !/[",]/.test(value) ? value : JSON.stringify(value);
}

/** `adam, sgd, "a, b"`: split at commas outside quotes. */
export function parseScalarList(text: string): readonly unknown[] {
  if (text.trim() === "") return [];
  return [...text.matchAll(/("(?:[^"\\]|\\.)*"|[^,])+/g)].map(([part]) => parseScalar(part));
}

export function writeScalarList(values: readonly unknown[]): string {
  return values.map(writeScalar).join(", ");
}
