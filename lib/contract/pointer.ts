/** A path as a JSON pointer (RFC 6901): `["a/b", 0]` is `/a~1b/0`. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
