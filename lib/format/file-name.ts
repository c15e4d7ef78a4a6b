const LENGTH_MAX = 100;

/** A file's name from texts people wrote: letters and digits of any script, words joined by hyphens, never empty. */
export function fileName(parts: readonly string[], ending: string): string {
  const words = parts
    .join(" ")
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
  const short = [...words].slice(0, LENGTH_MAX).join("").replace(/-+$/, "");
  return `${short === "" ? "tellus" : short}.${ending}`;
}
