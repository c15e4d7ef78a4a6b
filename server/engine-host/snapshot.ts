import { z } from "zod";
import type { GenerationMark, HistoryEntry, Outcome, PendingTrial } from "@/lib/engine/history";
import type { SuggestMessage } from "@/lib/engine/messages";
import type { Source } from "@/lib/engine/problem";
import { parseSpace } from "@/lib/engine/space/parse-space";
import type { EngineSnapshot, SnapshotTrial } from "@/server/db/sql/producer-functions";

const NUMBER_BY_KIND = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY } as const;

interface Told {
  readonly numbers: readonly number[];
  /** What the study learns from others. */
  readonly sources?: readonly Source[];
}

/** Rows → what the engine is told. Throws if a stored space no longer parses, which would be a fault of ours. */
export function toSuggestMessage(snapshot: EngineSnapshot, { numbers, sources = [] }: Told): SuggestMessage {
  const parsed = parseSpace(snapshot.search_space, snapshot.constraints);
  if (!("space" in parsed)) throw new Error(`A stored search space no longer parses: ${parsed.issues[0]?.detail}`);
  const { name, ...options } = snapshot.sampler;
  return {
    problem: {
      space: parsed.space,
      objectives: snapshot.objectives,
      outcomeConstraints: snapshot.outcome_constraints,
      // Without any the message is what it was before there were sources, to the byte.
      ...(sources.length > 0 && { sources }),
      maxTrials: snapshot.max_trials,
      seed: snapshot.seed,
    },
    sampler: { name, options },
    history: snapshot.trials.filter(isOver).map(toHistoryEntry),
    pending: snapshot.trials.filter((trial) => !isOver(trial)).map(toPendingTrial),
    numbers,
  };
}

const OUTCOMES: readonly string[] = ["completed", "pruned", "failed", "infeasible", "cancelled"] satisfies Outcome[];

type OverTrial = SnapshotTrial & { readonly state: Outcome };

function isOver(trial: SnapshotTrial): trial is OverTrial {
  return OUTCOMES.includes(trial.state);
}

function toHistoryEntry({ number, assignments, state, values, generation }: OverTrial): HistoryEntry {
  const numbers = Object.entries(values).map(([metric, { value, kind }]) => [
    metric,
    kind === "finite" ? (value ?? Number.NaN) : NUMBER_BY_KIND[kind],
  ]);
  return { number, assignments, outcome: state, values: Object.fromEntries(numbers), ...toMark(generation) };
}

function toPendingTrial({ number, assignments, generation }: SnapshotTrial): PendingTrial {
  return { number, assignments, ...toMark(generation) };
}

const Mark = z.object({ index: z.int().min(0), from: z.string(), draw: z.int().min(0) });

/** A note that is none is as good as no note: the trial then belongs to no generation. */
function toMark(stored: unknown): { readonly generation?: GenerationMark } {
  const { data } = Mark.safeParse(stored);
  return data ? { generation: data } : {};
}
