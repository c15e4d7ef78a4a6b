import { z } from "zod";
import { operation } from "./operation";
import { boundedRecord, MetricName, MetricValue, ProjectId, TrialNumber } from "./primitives";
import { Assignments, SearchSpaceInput, SpaceConstraintsInput } from "./search-space";
import { Objectives, OutcomeConstraints, SamplerSetting, Seed } from "./study";
import { Origin } from "./trial";

const TRIALS_MAX = 10_000;

/** A trial that is kept elsewhere. */
const OutsideTrial = z.strictObject({
  number: TrialNumber,
  state: z.enum(["running", "completed", "pruned", "failed", "infeasible"]),
  assignments: Assignments,
  values: boundedRecord(MetricName, MetricValue, 100).default({}).meta({
    description: "By metric: objectives, and what outcome_constraints name.",
  }),
});
export type OutsideTrial = z.output<typeof OutsideTrial>;

export const suggestForProject = operation({
  id: "project.suggest",
  summary: "Ask a sampler for the next assignments of a study that is kept elsewhere; nothing is stored",
  kind: "query",
  scope: "trial:ask",
  input: z.strictObject({
    project_id: ProjectId,
    search_space: SearchSpaceInput,
    constraints: SpaceConstraintsInput,
    objectives: Objectives,
    outcome_constraints: OutcomeConstraints.default([]),
    sampler: SamplerSetting.default({ name: "auto" }),
    seed: Seed.meta({ description: "Of the study kept elsewhere: with the number it names what is random." }),
    number: TrialNumber.meta({ description: "Of the trial that the suggestion is for." }),
    max_trials: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .meta({ description: "How many trials there will be, if known." }),
    trials: z.array(OutsideTrial).max(TRIALS_MAX).default([]).meta({
      description: "The others, in the order in which they ended. Each lies in the search space.",
    }),
  }),
  output: z.object({
    assignments: Assignments.nullable().meta({
      description: "Null: every point of a finite space was tried or is out.",
    }),
    origin: Origin.nullable(),
  }),
  errors: ["not_found", "invalid_search_space", "invalid_assignments"],
  rest: { method: "POST", path: "/projects/{project_id}/suggest", status: 200 },
});
