import type { ByteRange } from "@/lib/contract/artifact";

/**
 * The one range of bytes that a Range header asks for (RFC 9110, section 14). Null where all of it is to be given: what is
 * malformed, several ranges, and a range beyond the end are ignored, as the standard allows.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | null {
  const [, from = "", to = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (from === "" && to === "") return null;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return start <= end ? { start, end } : null;
}
