import { z } from "zod";
import type { SchedulerStudy } from "./scheduler";

/** What a scheduler is and needs: enough to list it, offer its options and refuse a study it cannot serve. Browser-safe. */
export interface SchedulerDefinition<Id extends string = string, Options extends z.ZodType = z.ZodType> {
  readonly id: Id;
  readonly title: string;
  readonly summary: string;
  readonly needs: Needs;
  readonly options: Options;
  readonly references: readonly string[];
}

export interface Needs {
  /** What trials must report while they run. */
  readonly measurements: "values" | "folds" | "costs";
  /** Whether the largest resource of a trial must be known. */
  readonly resourceMax: boolean;
  /** Whether trials are paused and go on later, which takes workers that can resume, best from checkpoints. */
  readonly pauses: boolean;
  readonly objectives: "one" | "any";
  /** Whether it makes new assignments, for which it must know the search space. */
  readonly space: boolean;
  /** A scheduler that does without what a study lacks. */
  readonly alternative: string;
  /** Why this scheduler cannot serve a study for a reason of its own; null when it can. */
  refuse?(study: SchedulerStudy, options: unknown): string | null;
}

/** Why a study cannot have this scheduler, naming the field and what to do instead; null when it can. */
export function refuseStudy(
  { id, needs, options }: SchedulerDefinition,
  study: SchedulerStudy,
  given: unknown,
): string | null {
  const { alternative } = needs;
  if (needs.objectives === "one" && study.objectives.length > 1)
    return `objectives: ${id} compares trials by one objective, and the study has ${study.objectives.length}; use ${alternative}.`;
  if (needs.resourceMax && study.resource.max === null)
    return `resource.max: ${id} needs the largest resource of a trial; give it, or use ${alternative}.`;
  if (needs.pauses && study.checkpoint === "none")
    return `scheduler.checkpoint: ${id} pauses trials and resumes them; set it to preferred (without a checkpoint a trial begins anew), or use ${alternative}.`;
  if (needs.measurements === "folds" && !study.folds)
    return `resource.name: ${id} compares trials fold by fold or seed by seed, so steps must number folds; use ${alternative}.`;
  if (needs.space && study.checkpoint === "none")
    return `scheduler.checkpoint: ${id} starts trials from checkpoints of others; set it to preferred, or use ${alternative}.`;
  if (needs.space && study.space === null)
    return `space: ${id} makes new assignments and needs it; use ${alternative}.`;
  return needs.refuse?.(study, options.parse(given ?? {})) ?? null;
}

/** For schedulers that divide the range of the resource by eta. */
export function refuseNarrowRange({ resource: { min, max } }: SchedulerStudy, eta: number): string | null {
  if (max === null || max >= min * eta) return null;
  return `resource.max: must be at least eta (${eta}) times resource.min (${min}), or there is one rung only and nothing to decide; raise it or lower eta.`;
}

/** More steps than any trial trains. */
export const STEPS_MAX = 1_000_000_000;

/** Options of schedulers that train a population. */
export const populationOptions = {
  population: z.int().min(2).max(10_000).default(20).describe("Trials that train at the same time."),
  interval: z
    .int()
    .min(1)
    .max(STEPS_MAX)
    .default(5)
    .describe("Members are compared once in so many steps, at which they must write checkpoints."),
  quantile: z
    .number()
    .gt(0)
    .max(0.5)
    .default(0.25)
    .describe("The share of the members at a step that is replaced, and the share that is copied."),
} as const;

/** Options that all pruners share. */
export const grace = z.int().min(1).max(STEPS_MAX).default(1).describe("No trial is judged before this step.");
export const interval = z.int().min(1).max(STEPS_MAX).default(1).describe("A trial is judged once in so many steps.");
export const minTrials = z
  .int()
  .min(1)
  .max(100_000)
  .default(5)
  .describe("So many other trials must have come to a step before one is stopped there.");
