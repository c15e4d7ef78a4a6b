import type { FieldError } from "../contract/errors";
import type { Limits } from "../contract/limits";
import type { Repeats } from "../contract/repeats";
import type { Objective, SamplerSetting } from "../contract/study";
import { findDefinition } from "../engine/sampler/catalog";

interface RepeatedStudy {
  readonly repeats: Repeats | null;
  readonly sampler: SamplerSetting;
  readonly scheduler: unknown;
  readonly objectives: readonly Objective[];
  readonly limits: Partial<Pick<Limits, "no_improvement_trials">>;
}

/** Where repeats do not fit a study, and what to do. */
export function checkRepeats({
  repeats,
  sampler,
  scheduler,
  objectives,
  limits,
}: RepeatedStudy): readonly FieldError[] {
  if (repeats === null) return [];
  const refuse = (pointer: string, detail: string): FieldError[] => [{ pointer, code: "invalid_repeats", detail }];
  const isRace = repeats.rule === "race";
  const several = objectives.length > 1;
  const target = objectives.findIndex((objective) => objective.target !== undefined);
  return [
    // Who learns from the order of trials breeds from each: repeats would crowd out other assignments.
    ...(findDefinition(sampler.name)?.capabilities.dependsOn === "order"
      ? refuse(
          "/sampler/name",
          `${sampler.name} takes each repeat for assignments of its own. Choose gp, tpe or random-forest, or leave out the repeats.`,
        )
      : []),
    ...(scheduler === null || scheduler === undefined
      ? []
      : refuse("/repeats", "A study with a scheduler takes no repeats: leave out one of them.")),
    ...(isRace && several
      ? refuse("/repeats/rule", "A race compares one objective. Choose all, or leave out the other objectives.")
      : []),
    ...(!isRace && repeats.error_rate !== undefined
      ? refuse("/repeats/error_rate", "Only races err. Leave it out, or choose the rule race.")
      : []),
    ...(!isRace && repeats.min !== undefined
      ? refuse("/repeats/min", "The rule all makes max repeats of everything. Leave it out, or choose the rule race.")
      : []),
    ...(repeats.min !== undefined && repeats.min > repeats.max
      ? refuse("/repeats/min", `Must be at most repeats.max (${repeats.max}).`)
      : []),
    ...(several && target >= 0
      ? refuse(`/objectives/${target}/target`, "With repeats, a target needs a study of one objective. Leave it out.")
      : []),
    ...(typeof limits.no_improvement_trials === "number"
      ? refuse("/limits/no_improvement_trials", "Single values say little where there are repeats. Leave it out.")
      : []),
  ];
}

/** With what it leaves to us filled in, so that a study says by which rules it races. */
export function completeRepeats({ max, rule, error_rate, min }: Repeats): Repeats {
  return rule === "all" ? { max, rule } : { max, rule, error_rate: error_rate ?? 0.05, min: min ?? Math.min(3, max) };
}
