import { parseTrialFilter } from "@/lib/domain/trial-filter/parse-trial-filter";
import { parseTrialSort, type TrialSort } from "@/lib/domain/trial-filter/parse-trial-sort";
import type { TrialFilter } from "@/lib/domain/trial-filter/trial-filter";
import { AppError } from "@/server/kernel/app-error";

/** The filter, or null for every trial; what cannot be read is refused with its position. */
export function readFilter(text: string): TrialFilter | null {
  const parsed = parseTrialFilter(text);
  if (parsed.kind === "problem") throw refusal("filter", parsed);
  return parsed.kind === "empty" ? null : parsed.filter;
}

export function readSort(text: string): TrialSort {
  const parsed = parseTrialSort(text);
  if (parsed.kind === "problem") throw refusal("sort", parsed);
  return parsed.sort;
}

function refusal(field: "filter" | "sort", { position, message }: { position: number; message: string }): AppError {
  const detail = `At character ${position}: ${message}`;
  return new AppError("invalid_input", `The ${field} cannot be read. ${detail}`, {
    errors: [{ pointer: `/${field}`, code: `invalid_${field}`, detail }],
  });
}
