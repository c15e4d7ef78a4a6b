import type { Study } from "@/lib/contract/study";

/** What the program trains: the valley of the first study, or nothing yet, because the training is the reader's. */
export type SnippetWork =
  | { readonly kind: "valley"; readonly trials: number }
  | { readonly kind: "stand-in"; readonly metrics: readonly string[] };

export interface SnippetTarget {
  /** Where the API is reached, with its version: `https://…/api/v1`. */
  readonly api: string;
  readonly studyId: string;
  /** Without one, the program takes it from TELLUS_API_KEY. */
  readonly apiKey: string | undefined;
  readonly work: SnippetWork;
}

type Subject = Pick<Study, "search_space" | "objectives" | "outcome_constraints" | "limits">;

/** The valley needs these two parameters and this metric; any study that has them is trained for real. */
export function snippetWork({ search_space, objectives, outcome_constraints, limits }: Subject): SnippetWork {
  const metrics = [...new Set([...objectives, ...outcome_constraints].map(({ metric }) => metric))];
  const parameters = Object.keys(search_space).toSorted();
  const isValley = parameters.join() === "learning_rate,momentum" && metrics.join() === "loss";
  return isValley ? { kind: "valley", trials: limits.max_trials } : { kind: "stand-in", metrics };
}
