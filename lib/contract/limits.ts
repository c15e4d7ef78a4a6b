import { z } from "zod";
import { StorableTime } from "./primitives";

const count = (max: number) => z.int().min(1).max(max);

const Cost = z.number().positive();
const Resource = z.number().positive();
const Timeout = z.int().min(1).max(31_536_000);

/** What ends a study or holds it back. A missing limit does not apply. */
export const Limits = z.strictObject({
  max_trials: count(1_000_000).default(100).meta({ description: "The budget: engine-made and enqueued trials." }),
  max_parallel: count(10_000).nullable().default(null).meta({ description: "Trials running at the same time." }),
  max_failures: count(1_000_000)
    .nullable()
    .default(null)
    .meta({ description: "Failed trials after which nothing new is handed out." }),
  max_retries: z
    .int()
    .min(0)
    .max(100)
    .default(3)
    .meta({ description: "How often a trial whose lease expired is handed out again." }),
  deadline: StorableTime.nullable().default(null).meta({ description: "After this time nothing new is handed out." }),
  max_cost: Cost.nullable()
    .default(null)
    .meta({ description: "Nothing new is handed out once told costs sum up to this." }),
  max_resource: Resource.nullable().default(null).meta({
    description:
      "Nothing new is handed out once so many steps are trained, over all trials and their hand-outs; what runs may finish.",
  }),
  no_improvement_trials: count(1_000_000)
    .nullable()
    .default(null)
    .meta({ description: "So many trials may end, completed or pruned, without a better one; for one objective." }),
  trial_timeout_s: Timeout.nullable().default(null).meta({
    description:
      "A trial that has run for longer, all its hand-outs together, is told to stop; what it measured counts.",
  }),
});
export type Limits = z.infer<typeof Limits>;

/** As a study is created. What an external sampler may do is not ours to bound, unless somebody says so. */
export const NewLimits = Limits.extend({
  max_trials: count(1_000_000).optional().meta({
    description: "The budget: engine-made and enqueued trials. Default: 100; with an external sampler 1,000,000.",
  }),
  max_retries: z.int().min(0).max(100).optional().meta({
    description:
      "How often a trial whose lease expired is handed out again. Default: 3; with an external sampler 0: it fails.",
  }),
});

/** What is left out stays. */
export const ChangedLimits = z.strictObject({
  max_trials: count(1_000_000).optional(),
  max_parallel: count(10_000).nullable().optional(),
  max_failures: count(1_000_000).nullable().optional(),
  max_retries: z.int().min(0).max(100).optional(),
  deadline: StorableTime.nullable().optional(),
  max_cost: Cost.nullable().optional(),
  max_resource: Resource.nullable().optional(),
  no_improvement_trials: count(1_000_000).nullable().optional(),
  trial_timeout_s: Timeout.nullable().optional(),
});
