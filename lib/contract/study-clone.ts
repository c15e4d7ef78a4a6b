import { z } from "zod";
import { operation } from "./operation";
import { Name, StudyId } from "./primitives";
import { createStudy, Study } from "./study";
import { updateStudy } from "./study-update";

const creation = createStudy.input.shape;

/** The metadata key under which a clone names the study it was made from. */
export const CLONED_FROM = "cloned_from";

export const cloneStudy = operation({
  id: "study.clone",
  summary: "A new study with the search space, objectives and settings of another; no trial is taken along",
  kind: "mutation",
  scope: "study:write",
  input: z.strictObject({
    study_id: StudyId,
    name: Name,
    limits: updateStudy.input.shape.limits.meta({
      description: "Limits that differ from the original's. A deadline that has passed is not taken along.",
    }),
    sampler: creation.sampler.removeDefault().optional().meta({ description: "Default: the original's." }),
    scheduler: creation.scheduler.removeDefault().optional().meta({ description: "Default: the original's." }),
    repeats: creation.repeats.removeDefault().optional().meta({ description: "Default: the original's." }),
    seed: creation.seed.meta({ description: "Drawn anew when absent: the same seed would propose the same trials." }),
  }),
  output: Study,
  errors: ["not_found", "name_taken"],
});
