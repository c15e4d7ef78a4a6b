/** A study whose trials a client makes → what the engine is told, cut down to the parameters that it is asked for. */
import { z } from "zod";
import type { Distributions } from "@/lib/domain/common-space";
import { plannedTrials } from "@/lib/domain/external-sampler";
import type { HistoryEntry, PendingTrial } from "@/lib/engine/history";
import type { SamplerSpec, SuggestMessage } from "@/lib/engine/messages";
import type { Space } from "@/lib/engine/space/space";
import type { SuggestHead, SuggestTrial } from "@/server/db/sql/suggest-sql";
import { inSlices } from "@/server/kernel/in-slices";
import { isOutcome, toMark, toNumbers } from "./snapshot";
import { storedSpace } from "./study-spaces";

/** What is asked for a trial; equal ones have the same answer, whoever else asks what. */
export interface Question {
  readonly sampler: SamplerSpec;
  readonly distributions: Distributions;
  /** Attributes that are at most 0 where a trial is feasible. */
  readonly constraints: readonly string[];
  readonly seed: string;
}

interface Told {
  readonly head: Pick<SuggestHead, "number" | "objectives" | "max_trials">;
  readonly trials: readonly SuggestTrial[];
  readonly question: Question;
  /** The question as it is noted with what was suggested. */
  readonly asked: string;
}

export const spaceOf = (distributions: Distributions): Space =>
  storedSpace({ search_space: distributions, constraints: [] });

/** Trials that lack one of the parameters have no place among the others, and are left out. */
export async function toExternalMessage(told: Told): Promise<SuggestMessage> {
  const { head, trials, question } = told;
  const { distributions, constraints, sampler, seed } = question;
  const names = Object.keys(distributions);
  const history: HistoryEntry[] = [];
  const pending: PendingTrial[] = [];
  await inSlices(trials, (trial) => {
    const assignments = cutTo(names, whereItIs(trial));
    if (assignments === null) return;
    const point = { number: trial.number, assignments, ...markOf(trial, told) };
    if (isOutcome(trial.state)) history.push({ ...point, outcome: trial.state, ...resultOf(trial, constraints) });
    else pending.push(point);
  });
  const maxTrials = plannedTrials(head.max_trials);
  return {
    problem: {
      space: spaceOf(distributions),
      objectives: head.objectives,
      outcomeConstraints: constraints.map((name) => ({ metric: metricOf(name), lte: 0 })),
      ...(maxTrials !== undefined && { maxTrials }),
      seed,
    },
    sampler,
    history,
    pending,
    numbers: [head.number],
  };
}

/** While a trial runs, what was suggested is where it will be, as long as its client has not said otherwise. */
function whereItIs({ state, attempt, assignments, origin }: SuggestTrial): Suggested["assignments"] {
  if (state !== "running") return assignments;
  const suggested = suggestedOf(origin);
  return suggested?.attempt === attempt ? { ...suggested.assignments, ...assignments } : assignments;
}

/** Generations of another sampler, or of another space, are none of this one's. */
function markOf({ origin }: SuggestTrial, { asked }: Told): ReturnType<typeof toMark> {
  return suggestedOf(origin)?.asked === asked ? toMark(generationOf(origin)) : {};
}

function resultOf({ values, attributes, cost }: SuggestTrial, constraints: readonly string[]) {
  const paid = cost === null ? {} : { cost };
  return { values: { ...toNumbers(values), ...toBounded(constraints, attributes) }, ...paid };
}

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Stored in the trial's origin, under `suggested`: whoever asks the same again gets it again, and others are told that it is out. */
const Suggested = z.object({ attempt: z.int(), asked: z.string(), assignments: z.record(z.string(), Scalar) });
export type Suggested = z.infer<typeof Suggested>;

const OfClient = z.object({ suggested: Suggested });

export const suggestedOf = (origin: unknown): Suggested | undefined => OfClient.safeParse(origin).data?.suggested;

const generationOf = (origin: unknown): unknown =>
  z.object({ generation: z.unknown() }).safeParse(origin).data?.generation;

function cutTo(names: readonly string[], assignments: Suggested["assignments"]): Suggested["assignments"] | null {
  const cut: Record<string, z.infer<typeof Scalar>> = {};
  for (const name of names) {
    const value = Object.hasOwn(assignments, name) ? assignments[name] : undefined;
    if (value === undefined) return null;
    cut[name] = value;
  }
  return cut;
}

/** Beside the objectives, whatever those are called. */
const metricOf = (attribute: string): string => `attribute ${attribute}`;

function toBounded(names: readonly string[], attributes: SuggestTrial["attributes"]): Record<string, number> {
  const bounded: Record<string, number> = {};
  for (const name of names) {
    const value = attributes[name];
    if (typeof value === "number") bounded[metricOf(name)] = value;
    else if (value === "Infinity" || value === "-Infinity") bounded[metricOf(name)] = Number(value);
  }
  return bounded;
}
