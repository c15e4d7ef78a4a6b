/** A whole study in one process: the sampler suggests, an objective answers, trial after trial. */
import { toRequest } from "../engine";
import { type HistoryEntry, toLossEntry } from "../history";
import type { OutcomeConstraint, Problem, Source } from "../problem";
import { findDefinition, type SamplerId } from "../sampler/catalog";
import { registry } from "../sampler/registry";
import type { Effort } from "../sampler/sampler";
import type { Assignments, Space } from "../space/space";

interface Play {
  readonly sampler: SamplerId;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly space: Space;
  readonly seed: string;
  readonly trials: number;
  readonly outcomeConstraints?: readonly OutcomeConstraint[];
  readonly sources?: readonly Source[];
  /** Of each suggestion; the default when absent. */
  readonly effort?: Partial<Effort>;
  /** The loss, or it and other metrics, or null when the trial fails. */
  evaluate(assignments: Assignments): number | Readonly<Record<"loss" | (string & {}), number>> | null;
}

export function playStudy({
  sampler: name,
  options = {},
  space,
  seed,
  trials,
  evaluate,
  effort,
  ...rest
}: Play): HistoryEntry[] {
  const problem: Problem = { space, objectives: [{ metric: "loss", direction: "minimize" }], seed, ...rest };
  const sampler = registry[name];
  let state = sampler.initial(problem, findDefinition(name)?.options.parse(options));
  const history: HistoryEntry[] = [];
  for (let number = 0; number < trials; number += 1) {
    const request = {
      problem,
      sampler: { name, options },
      history,
      pending: [],
      numbers: [number],
      ...(effort && { effort }),
    };
    const [suggestion] = sampler.suggest(state, toRequest(request)).suggestions;
    if (!suggestion) break;
    const told = evaluate(suggestion.assignments);
    const values = typeof told === "number" ? { loss: told } : told;
    const ended = { number, assignments: suggestion.assignments, generation: suggestion.origin.generation };
    const entry: HistoryEntry =
      values === null ? { ...ended, outcome: "failed" } : { ...ended, outcome: "completed", values };
    history.push(entry);
    state = sampler.fold(state, [toLossEntry(problem, entry)]);
  }
  return history;
}

/** The smallest loss that any trial reached. */
export function bestLoss(history: readonly HistoryEntry[]): number {
  return Math.min(...history.map(({ values }) => values?.loss ?? Number.POSITIVE_INFINITY));
}
