import type { z } from "zod";
import type { FieldError } from "../contract/errors";
import type { Limits, NewLimits } from "../contract/limits";

/** A study with this sampler has its trials made by its clients, and a search space that is open: trials bring its parameters. */
export const EXTERNAL_SAMPLER = "external";

export const isExternal = ({ name }: { readonly name: string }): boolean => name === EXTERNAL_SAMPLER;

const MAX_TRIALS = { ours: 100, external: 1_000_000 };
const MAX_RETRIES = { ours: 3, external: 0 };

/** How many trials such a study is for, where somebody said so. */
export const plannedTrials = (maxTrials: number): number | undefined =>
  maxTrials < MAX_TRIALS.external ? maxTrials : undefined;

/** Whoever brings a sampler of their own decides when it ends, and what becomes of a trial whose worker died. */
export function completeLimits(limits: z.output<typeof NewLimits>, sampler: { readonly name: string }): Limits {
  const whose = isExternal(sampler) ? "external" : "ours";
  return {
    ...limits,
    max_trials: limits.max_trials ?? MAX_TRIALS[whose],
    max_retries: limits.max_retries ?? MAX_RETRIES[whose],
  };
}

/** What such a study cannot have, since nobody of ours would carry it out. */
interface Wanted {
  readonly sampler: Readonly<Record<string, unknown>>;
  readonly scheduler: unknown;
  readonly repeats: unknown;
  readonly constraints: readonly unknown[];
  readonly outcome_constraints: readonly unknown[];
  readonly warm_start: readonly unknown[];
  readonly reproducible: boolean;
  readonly limits: Partial<Pick<Limits, "max_parallel" | "max_resource">>;
}

export function externalIssues(wanted: Wanted): readonly FieldError[] {
  const refuse = (pointer: string, detail: string): FieldError => ({ pointer, code: "external_sampler", detail });
  const { scheduler, repeats, constraints, outcome_constraints, warm_start, reproducible } = wanted;
  const ours: readonly (readonly [string, boolean])[] = [
    ["/scheduler", scheduler !== null],
    ["/repeats", repeats !== null],
    ["/constraints", constraints.length > 0],
    ["/outcome_constraints", outcome_constraints.length > 0],
    ["/warm_start", warm_start.length > 0],
    ["/reproducible", reproducible],
  ];
  return [
    ...Object.keys(wanted.sampler)
      .filter((option) => option !== "name")
      .map((option) => refuse(`/sampler/${option}`, "The sampler external has no options: it runs elsewhere.")),
    ...ours
      .filter(([, isWanted]) => isWanted)
      .map(([pointer]) => refuse(pointer, "Its trials are made by clients, who see to this themselves. Leave it out.")),
    ...externalLimitIssues(wanted.limits),
  ];
}

export function externalLimitIssues(limits: Wanted["limits"]): readonly FieldError[] {
  return (["max_parallel", "max_resource"] as const)
    .filter((name) => typeof limits[name] === "number")
    .map((name) => ({
      pointer: `/limits/${name}`,
      code: "external_sampler",
      detail: "Trials of a study with an external sampler are not handed out by us. Leave it out.",
    }));
}
