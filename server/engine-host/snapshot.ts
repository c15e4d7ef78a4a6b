import { z } from "zod";
import type { GenerationMark, HistoryEntry, Outcome, PendingTrial } from "@/lib/engine/history";
import type { SuggestMessage } from "@/lib/engine/messages";
import type { Source } from "@/lib/engine/problem";
import type { Effort } from "@/lib/engine/sampler/sampler";
import { parseSpace } from "@/lib/engine/space/parse-space";
import type { EngineHead, OpenTrial, ToldTrial } from "@/server/db/sql/producer-functions";

const NUMBER_BY_KIND = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY } as const;

interface Told {
  readonly numbers: readonly number[];
  readonly history?: readonly HistoryEntry[];
  readonly pending?: readonly PendingTrial[];
  /** What the study learns from others. */
  readonly sources?: readonly Source[];
  /** Another than the study's, or with other options. */
  readonly sampler?: SuggestMessage["sampler"] | undefined;
  readonly effort?: Partial<Effort> | undefined;
}

/** Rows → what the engine is told. Throws if a stored space no longer parses, which would be a fault of ours. */
export function toSuggestMessage(head: EngineHead, told: Told): SuggestMessage {
  const { numbers, history = [], pending = [], sources = [], sampler = samplerOf(head), effort } = told;
  const parsed = parseSpace(head.search_space, head.constraints);
  if (!("space" in parsed)) throw new Error(`A stored search space no longer parses: ${parsed.issues[0]?.detail}`);
  return {
    problem: {
      space: parsed.space,
      objectives: head.objectives,
      outcomeConstraints: head.outcome_constraints,
      // Without any the message is what it was before there were sources, to the byte.
      ...(sources.length > 0 && { sources }),
      maxTrials: head.max_trials,
      seed: head.seed,
    },
    sampler,
    history,
    pending,
    numbers,
    ...(effort && { effort }),
  };
}

export function samplerOf({ sampler: { name, ...options } }: Pick<EngineHead, "sampler">): SuggestMessage["sampler"] {
  return { name, options };
}

const OUTCOMES: readonly string[] = ["completed", "pruned", "failed", "infeasible", "cancelled"] satisfies Outcome[];

const isOutcome = (state: string): state is Outcome => OUTCOMES.includes(state);

export function toHistoryEntry({ number, assignments, state, values, generation }: ToldTrial): HistoryEntry {
  if (!isOutcome(state)) throw new Error(`Trial ${number} is ${state}, which is no result.`);
  const numbers = Object.entries(values).map(([metric, { value, kind }]) => [
    metric,
    kind === "finite" ? (value ?? Number.NaN) : NUMBER_BY_KIND[kind],
  ]);
  return { number, assignments, outcome: state, values: Object.fromEntries(numbers), ...toMark(generation) };
}

export function toPendingTrial({
  number,
  assignments,
  generation,
}: Pick<OpenTrial, "number" | "assignments" | "generation">): PendingTrial {
  return { number, assignments, ...toMark(generation) };
}

const Mark = z.object({ index: z.int().min(0), from: z.string(), draw: z.int().min(0) });

/** A note that is none is as good as no note: the trial then belongs to no generation. */
function toMark(stored: unknown): { readonly generation?: GenerationMark } {
  const { data } = Mark.safeParse(stored);
  return data ? { generation: data } : {};
}
