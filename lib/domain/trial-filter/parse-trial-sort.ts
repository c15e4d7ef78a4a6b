import { fieldOfWord, quotedField } from "./filter-field";
import { FilterProblem, filterTokens } from "./filter-tokens";
import type { FilterField } from "./trial-filter";

type SortTime = { readonly kind: "created_at" | "started_at" | "finished_at" };

type SortField = Exclude<FilterField, { readonly kind: "tag" }> | SortTime;

/** One key; ties go to the earlier trial, and trials without the key come last either way. */
export interface TrialSort {
  readonly field: SortField;
  readonly descending: boolean;
}

export type ParsedSort =
  | { readonly kind: "sort"; readonly sort: TrialSort }
  | { readonly kind: "problem"; readonly position: number; readonly message: string };

const TIMES = ["created_at", "started_at", "finished_at"] as const;

/** Reads `number`, `-values.acc`, `params.lr`, `-finished_at`. */
export function parseTrialSort(source: string): ParsedSort {
  const descending = source.startsWith("-");
  try {
    return { kind: "sort", sort: { descending, field: sortField(descending ? source.slice(1) : source) } };
  } catch (problem) {
    if (!(problem instanceof FilterProblem)) throw problem;
    return { kind: "problem", position: problem.position + (descending ? 1 : 0), message: problem.message };
  }
}

function sortField(source: string): SortField {
  const [word, name, end] = filterTokens(source);
  if (word?.kind !== "word") throw new FilterProblem(1, "Expected a field, as number or -values.loss.");
  const time = TIMES.find((field) => field === word.text);
  const field = time === undefined ? fieldOfWord(word) : { kind: time };
  if (field !== null) {
    if (field.kind === "tag") throw new FilterProblem(word.position, "A trial has many tags: filter by them.");
    if (name?.kind !== "end") throw new FilterProblem(name?.position ?? 1, "Sort by one field.");
    return field;
  }
  if (name?.kind !== "text" || end?.kind !== "end") throw new FilterProblem(word.position, "Expected one quoted name.");
  return quotedField(word, name);
}
