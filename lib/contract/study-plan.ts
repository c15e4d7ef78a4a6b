import { z } from "zod";
import { Limits } from "./limits";
import { operation } from "./operation";
import { Name } from "./primitives";
import { createStudy } from "./study";

/** As long as the lists of the engine's plan (`lib/engine/scheduler/limits.ts`). */
const LEVELS_MAX = 200;
const BRACKETS_MAX = 50;

const draft = createStudy.input.shape;
const amount = z.number().positive().max(1e12).optional();

const Level = z.object({ resource: z.number(), results: z.int(), promotions: z.int() });

export const StudyPlan = z
  .object({
    trials: z.int().meta({ description: "Trials that start: the budget, or all points of a finite space or grid." }),
    completed: z.int(),
    stopped: z.int().meta({ description: "Ended early by the scheduler." }),
    not_promoted: z.int().meta({ description: "Paused at a rung for good." }),
    workers: z.int().meta({ description: "As many as may work at once." }),
    resource: z
      .object({
        name: z.string(),
        total: z.number().meta({ description: "Trained in all." }),
        share: z.number().meta({ description: "Of what the same trials would train without a scheduler." }),
      })
      .nullable()
      .meta({ description: "Null without a scheduler." }),
    seconds: z
      .number()
      .nullable()
      .meta({ description: "From the first trial to the last; null if no time was given." }),
    cost: z.number().nullable(),
    levels: z.array(Level).max(LEVELS_MAX).meta({ description: "Trials at each resource, over all brackets." }),
    brackets: z
      .array(z.object({ bracket: z.int(), rungs: z.array(Level.extend({ rung: z.int() })).max(LEVELS_MAX) }))
      .max(BRACKETS_MAX)
      .meta({ description: "As they were played through." }),
    played: z.int().meta({ description: "Of how many trials it was played through; the others count alike." }),
    certainty: z.enum(["counted", "ranks", "example"]).meta({
      description:
        "counted: without a scheduler. ranks: what it does depends on ranks only, so that it holds for any study whose early results tell. example: it depends on learning curves.",
    }),
    notes: z.array(z.object({ pointer: z.string(), detail: z.string() })).max(10),
  })
  .meta({ id: "StudyPlan" });
export type StudyPlan = z.infer<typeof StudyPlan>;

export const previewStudy = operation({
  id: "study.preview-plan",
  summary: "What a study would take: trials, rungs, resource, cost and time with so many workers; creates nothing",
  kind: "query",
  scope: "study:read",
  input: z.strictObject({
    project_id: draft.project_id,
    name: Name.optional(),
    search_space: draft.search_space,
    constraints: draft.constraints,
    objectives: draft.objectives,
    outcome_constraints: draft.outcome_constraints,
    sampler: draft.sampler,
    scheduler: draft.scheduler,
    repeats: draft.repeats,
    limits: Limits.prefault({}),
    warm_start: draft.warm_start,
    seed: draft.seed,
    reproducible: draft.reproducible,
    metadata: draft.metadata,
    tags: draft.tags,
    workers: z.int().min(1).max(10_000).default(1),
    trial_resource: z.int().min(1).max(1_000_000_000).optional().meta({
      description: "What a trial trains to, where scheduler.resource.max is not given.",
    }),
    trial_seconds: amount.meta({ description: "Of a trial that trains to its end." }),
    seconds_per_resource: amount.meta({ description: "In place of trial_seconds: of one step." }),
    trial_cost: amount.meta({ description: "Of a trial that trains to its end." }),
    cost_per_resource: amount.meta({ description: "In place of trial_cost: of one step." }),
  }),
  output: StudyPlan,
  errors: ["not_found", "invalid_search_space"],
  rest: { method: "POST", path: "/projects/{project_id}/studies/preview", status: 200 },
});
