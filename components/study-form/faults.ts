import type { FieldError } from "@/lib/contract/errors";

/** What is wrong at a field: exactly there, or (for a list) anywhere inside. */
export function faultAt(issues: readonly FieldError[], pointer: string, inside = false): string | undefined {
  return issues.find((issue) => issue.pointer === pointer || (inside && issue.pointer.startsWith(`${pointer}/`)))
    ?.detail;
}
