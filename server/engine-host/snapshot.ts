import { z } from "zod";
import type { CurvePoint, GenerationMark, HistoryEntry, Outcome, PendingTrial } from "@/lib/engine/history";
import type { SuggestMessage } from "@/lib/engine/messages";
import type { Source } from "@/lib/engine/problem";
import type { Effort } from "@/lib/engine/sampler/sampler";
import { adoptAssignments } from "@/lib/engine/space/adopt-assignments";
import { fingerprintActive } from "@/lib/engine/space/fingerprint";
import type { Space } from "@/lib/engine/space/space";
import type { ToldRow } from "@/server/db/sql/hot-path";
import type { EngineHead, OpenTrial, RungsRow, ToldTrial } from "@/server/db/sql/producer-functions";
import { storedNumber } from "./stored-number";
import { storedSpace } from "./study-spaces";

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
  const { rungs = null } = head;
  const curves = rungs === null ? null : curvesOf(rungs);
  return {
    problem: {
      space: storedSpace(head),
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

/** Who has no place in the present space has nothing to show at a rung either. */
function withCurve<Trial extends HistoryEntry | PendingTrial>(trial: Trial, curves: Curves): Trial {
  const curve = isElsewhere(trial) ? undefined : curves.get(trial.number);
  return curve === undefined ? trial : { ...trial, curve };
}

export function toNumbers(values: Readonly<Record<string, Pick<ToldRow, "value" | "kind">>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([metric, stored]) => [metric, storedNumber(stored)]));
}

export function samplerOf({ sampler: { name, ...options } }: Pick<EngineHead, "sampler">): SuggestMessage["sampler"] {
  return { name, options };
}

const OUTCOMES: readonly string[] = ["completed", "pruned", "failed", "infeasible", "cancelled"] satisfies Outcome[];

export const isOutcome = (state: string): state is Outcome => OUTCOMES.includes(state);

/** `spaces`: every space of the study up to the one that the engine works in; none when that is the first. */
export function toHistoryEntry(told: ToldTrial, spaces: readonly Space[]): HistoryEntry {
  const { number, state, values, generation, cost } = told;
  if (!isOutcome(state)) throw new Error(`Trial ${number} is ${state}, which is no result.`);
  const point = toPoint(told, spaces);
  // A result that cannot be told apart from that of another point teaches nothing, as if the trial had been cancelled.
  if (isElsewhere(point)) return { number, ...point, outcome: "cancelled", ...toMark(generation) };
  const paid = cost === undefined ? {} : { cost };
  return { number, ...point, outcome: state, values: toNumbers(values), ...paid, ...toMark(generation) };
}

type Pending = Pick<OpenTrial, "number" | "assignments" | "generation" | "space_revision"> & {
  readonly state?: string;
};

export function toPendingTrial(trial: Pending, spaces: readonly Space[]): PendingTrial {
  const { number, generation, state } = trial;
  return { number, ...toPoint(trial, spaces), ...(state === "paused" && { paused: true }), ...toMark(generation) };
}

type Made = Pick<ToldTrial, "assignments" | "space_revision">;
type Point = Pick<HistoryEntry, "assignments" | "fingerprint">;

/** Where a trial lies in the last of the spaces. One that has no place there takes none from others: it keeps its own fingerprint. */
function toPoint({ assignments, space_revision }: Made, spaces: readonly Space[]): Point {
  const since = spaces.slice(space_revision - 1);
  if (since.length <= 1) return { assignments };
  const adopted = adoptAssignments(since, assignments);
  return adopted.fit === "elsewhere"
    ? { assignments: {}, fingerprint: fingerprintActive(assignments) }
    : { assignments: adopted.assignments };
}

/** Every space has a parameter that is always there. */
const isElsewhere = ({ assignments }: Pick<HistoryEntry, "assignments">): boolean =>
  Object.keys(assignments).length === 0;

const Mark = z.object({ index: z.int().min(0), from: z.string(), draw: z.int().min(0) });

/** A note that is none is as good as no note: the trial then belongs to no generation. */
export function toMark(stored: unknown): { readonly generation?: GenerationMark } {
  const { data } = Mark.safeParse(stored);
  return data ? { generation: data } : {};
}
