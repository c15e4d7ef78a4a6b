import { z } from "zod";
import type { CurvePoint, GenerationMark, HistoryEntry, Outcome, PendingTrial } from "@/lib/engine/history";
import type { SuggestMessage } from "@/lib/engine/messages";
import type { Source } from "@/lib/engine/problem";
import type { Effort } from "@/lib/engine/sampler/sampler";
import { parseSpace } from "@/lib/engine/space/parse-space";
import type { ToldRow } from "@/server/db/sql/hot-path";
import type { EngineHead, OpenTrial, RungsRow, ToldTrial } from "@/server/db/sql/producer-functions";
import { storedNumber } from "./stored-number";

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
  const { rungs = null } = head;
  const curves = rungs === null ? null : curvesOf(rungs);
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
    history: curves === null ? history : history.map((trial) => withCurve(trial, curves)),
    pending: curves === null ? pending : pending.map((trial) => withCurve(trial, curves)),
    ...(rungs !== null && { rungs: [...rungs.resources].sort((one, other) => one - other) }),
    numbers,
    ...(effort && { effort }),
  };
}

type Curves = ReadonlyMap<number, readonly CurvePoint[]>;

function curvesOf({ results }: RungsRow): Curves {
  const curves = new Map<number, CurvePoint[]>();
  for (const { number, resource, values } of results) {
    const curve = curves.get(number) ?? [];
    // Who ended early is in every rung that was left, with one and the same result.
    if (curve.at(-1)?.resource !== resource) curve.push({ resource, values: toNumbers(values) });
    curves.set(number, curve);
  }
  return curves;
}

function withCurve<Trial extends { readonly number: number }>(trial: Trial, curves: Curves): Trial {
  const curve = curves.get(trial.number);
  return curve === undefined ? trial : { ...trial, curve };
}

function toNumbers(values: Readonly<Record<string, Pick<ToldRow, "value" | "kind">>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([metric, stored]) => [metric, storedNumber(stored)]));
}

export function samplerOf({ sampler: { name, ...options } }: Pick<EngineHead, "sampler">): SuggestMessage["sampler"] {
  return { name, options };
}

const OUTCOMES: readonly string[] = ["completed", "pruned", "failed", "infeasible", "cancelled"] satisfies Outcome[];

const isOutcome = (state: string): state is Outcome => OUTCOMES.includes(state);

export function toHistoryEntry({ number, assignments, state, values, generation }: ToldTrial): HistoryEntry {
  if (!isOutcome(state)) throw new Error(`Trial ${number} is ${state}, which is no result.`);
  return { number, assignments, outcome: state, values: toNumbers(values), ...toMark(generation) };
}

export function toPendingTrial({
  number,
  assignments,
  generation,
  state,
}: Pick<OpenTrial, "number" | "assignments" | "generation"> & { readonly state?: string }): PendingTrial {
  return { number, assignments, ...(state === "paused" && { paused: true }), ...toMark(generation) };
}

const Mark = z.object({ index: z.int().min(0), from: z.string(), draw: z.int().min(0) });

/** A note that is none is as good as no note: the trial then belongs to no generation. */
function toMark(stored: unknown): { readonly generation?: GenerationMark } {
  const { data } = Mark.safeParse(stored);
  return data ? { generation: data } : {};
}
