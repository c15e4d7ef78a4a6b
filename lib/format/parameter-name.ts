/** The end of a name that was cut. */
const HASH = /::[0-9a-f]{16}$/;
const ESCAPED = /(?::[0-9a-f]{2})+/g;
/** Characters that stand for themselves in a parameter's name, `:` aside. */
const PLAIN = /^[A-Za-z0-9_./-]*$/;

/**
 * A parameter's name for reading. Clients of other tools write the characters that a name cannot have as `:` and two
 * hexadecimal digits for each byte of UTF-8, and cut long ones (docs/guide/external-sampler.md): `learning:20rate` reads
 * `learning rate`. Whatever is not written so stays as it is.
 */
export function formatParameterName(name: string): string {
  const written = (name.startsWith("_:") ? name.slice(1) : name).replace(HASH, "…");
  const read = written.replace(ESCAPED, decode);
  return read === name.slice(1) ? name : read;
}

function decode(escaped: string, at: number): string {
  const bytes = escaped
    .split(":")
    .slice(1)
    .map((digits) => Number.parseInt(digits, 16));
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(bytes));
    // What can stand for itself is escaped where a name begins, and nowhere else.
    const is = (character: string): boolean => PLAIN.test(character);
    return [...text].some((character, index) => is(character) && at + index > 0) ? escaped : text;
  } catch {
    return escaped;
  }
}
