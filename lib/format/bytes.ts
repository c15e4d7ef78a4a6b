const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** `0 B`, `980 B`, `1.5 KiB`, `64 MiB`: three digits are enough to tell sizes apart. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const rounded = Number((bytes / 1024 ** power).toPrecision(3));
  return `${rounded.toLocaleString("en-US")} ${UNITS[power]}`;
}
