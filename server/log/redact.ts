const HIDDEN = "[hidden]";

/** Every shape a secret of ours or of our environment can have inside a text. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/tellus_[a-z]+_[A-Za-z0-9]+/g, `tellus_${HIDDEN}`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/gi, `$1 ${HIDDEN}`],
  // user:password@ in any URL, database URLs above all
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, `$1${HIDDEN}@`],
  [
    /((?:pass(?:word)?|pwd|secret|token|api[_-]?key|cookie|authorization)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&"'}]+)/gi,
    `$1${HIDDEN}`,
  ],
  [/eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}/g, HIDDEN],
];

const SECRET_NAME =
  /pass(?:word|wd)?$|pwd$|secret|token|cookie|authorization|api[_-]?key|credential|private[_-]?key|^key$/i;

const DEPTH_MAX = 6;
const ENTRIES_MAX = 64;
const TEXT_MAX = 8192;

export function redactText(text: string): string {
  const cut = text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
  return SECRETS.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), cut);
}

/** A copy fit for the log: secrets hidden by the name of the field and by the look of the value, cycles and size cut. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEPTH_MAX) return "[deep]";
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, ENTRIES_MAX).map((item) => redact(item, depth + 1));
  return redactEntries(value, depth);
}

function redactEntries(value: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(value).slice(0, ENTRIES_MAX);
  return Object.fromEntries(
    entries.map(([name, item]) => [redactText(name), SECRET_NAME.test(name) ? HIDDEN : redact(item, depth + 1)]),
  );
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: redactText(error.message),
    stack: error.stack === undefined ? undefined : redactText(error.stack),
    ...redactEntries({ ...error }, depth),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}
