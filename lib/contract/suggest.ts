import { z } from "zod";
import { PARAMETERS_MAX, ParameterName } from "@/lib/engine/space/schema";
import { operation } from "./operation";
import { TrialId } from "./primitives";
import { DrawnAssignments } from "./record";
import { SamplerSetting, Seed } from "./study";
import { AttemptNumber, Origin } from "./trial";

/** Why nothing is suggested; the caller draws by itself then. */
export const NoSuggestionReason = z.enum(["no_common_parameters", "space_used_up"]);
export type NoSuggestionReason = z.infer<typeof NoSuggestionReason>;

const CONSTRAINTS_MAX = 64;

export const suggestTrial = operation({
  id: "trial.suggest",
  summary:
    "Ask a sampler of ours for a running trial of a study whose sampler is external: values for the parameters that all completed trials have in common",
  kind: "mutation",
  scope: "trial:ask",
  input: z.strictObject({
    trial_id: TrialId,
    attempt: AttemptNumber,
    sampler: SamplerSetting.default({ name: "auto" }).meta({
      description: "`name` of a sampler of the catalogue, and its options beside it. Each call may name another.",
    }),
    parameters: z.array(ParameterName).max(PARAMETERS_MAX).optional().meta({
      description: "Only these of the parameters in common, since the caller has values for the others.",
    }),
    constraints: z.array(z.string().min(1).max(512)).max(CONSTRAINTS_MAX).default([]).meta({
      description:
        "Attributes of trials, each a number that is at most 0 where the trial is feasible. A trial without one of them is not.",
    }),
    seed: Seed.optional().meta({ description: "In place of the study's." }),
  }),
  output: z.object({
    trial_id: TrialId,
    assignments: DrawnAssignments.meta({
      description: "As PATCH /trials/{trial_id}/record takes them: nothing is written of the trial but its origin.",
    }),
    origin: Origin.nullable().meta({ description: "Null where nothing is suggested." }),
    reason: NoSuggestionReason.nullable().meta({
      description:
        "Why nothing is suggested: completed trials have no parameter in common that was always drawn from the same, or none has ended; or every point of a finite space was tried.",
    }),
  }),
  errors: ["not_found", "lease_lost", "state_conflict"],
  rest: { method: "POST", path: "/trials/{trial_id}/suggest", status: 200 },
});
