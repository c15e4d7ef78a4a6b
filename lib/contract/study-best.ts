import { z } from "zod";
import { operation } from "./operation";
import { MetricName } from "./primitives";
import { RepeatGroup } from "./repeats";
import { StudyAddress } from "./study";
import { Trial } from "./trial";

export const bestTrial = operation({
  id: "study.best",
  summary:
    "The incumbent: the best completed, feasible, finite trial (the first to reach the value wins a tie), or at the deepest rung while none has completed; of a study with repeats the assignments with the best mean",
  kind: "query",
  scope: "study:read",
  input: StudyAddress.extend({ metric: MetricName.optional().meta({ description: "Default: the first objective." }) }),
  output: z.object({
    trial: Trial.nullable().meta({ description: "Where the study has repeats: the first trial of the best group." }),
    group: RepeatGroup.nullable().meta({
      description: "Where the study has repeats: what its trials are worth together.",
    }),
    rung: z.object({ resource: z.number(), value: z.number() }).nullable().meta({
      description:
        "Where the scheduler let no trial come to its end: the deepest resource at which one has a result, and the value there.",
    }),
  }),
  errors: ["not_found"],
  rest: { method: "GET", path: "/studies/{study_id}/best", status: 200 },
});
