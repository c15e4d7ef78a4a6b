import { z } from "zod";
import { HandedOutCheckpoint } from "./checkpoint";
import { operation } from "./operation";
import { Metadata, StoredMetadata, StudyId, TrialId } from "./primitives";
import { HandedOutRepeat } from "./repeats";
import { Assignments } from "./search-space";
import { Origin } from "./trial";

export const Lease = z.object({
  expires_in_s: z.number().meta({ description: "A duration, so that no two clocks are compared." }),
  heartbeat_every_s: z.number(),
});

/** How far to train, where the study has a scheduler. */
export const Fidelity = z.object({
  resource: z.string().meta({ description: "What a step counts." }),
  from: z.int().meta({ description: "Train on from this step, that of the checkpoint; 0: from the beginning." }),
  target: z.number().nullable().meta({ description: "Train to this step, then tell or measure; null: to the end." }),
  max: z.int().nullable(),
});

export const HandedOutTrial = z.object({
  id: TrialId,
  number: z.int(),
  assignments: Assignments,
  attempt: z.int().meta({ description: "The fencing token: send it with every measurement, heartbeat and tell." }),
  lease: Lease,
  fidelity: Fidelity.nullable(),
  checkpoint: HandedOutCheckpoint.nullable().meta({ description: "Go on from here, if you can." }),
  parent: TrialId.nullable().meta({ description: "The trial whose place it took (population-based training)." }),
  repeat: HandedOutRepeat.nullable().meta({ description: "Where the study has repeats: which of them this is." }),
  origin: Origin,
  space_revision: z.int(),
  metadata: StoredMetadata,
});
export type HandedOutTrial = z.infer<typeof HandedOutTrial>;

/** `resume_waiting`: all that waits has a checkpoint, and who asks cannot go on from one. */
export const WaitReason = z.enum([
  "computing",
  "bracket_waiting",
  "parallel_cap",
  "paused",
  "draining",
  "resume_waiting",
]);
export type WaitReason = z.infer<typeof WaitReason>;

export const WorkerId = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e]+$/, "Must be visible ASCII without spaces.");
export const LeaseSeconds = z.int().min(30).max(86_400);

export const AskResult = z.object({
  trials: z.array(HandedOutTrial).max(64),
  redelivered: z.boolean(),
  reason: WaitReason.nullable().meta({ description: "Why nothing was handed out." }),
  retry_after_s: z.int().nullable(),
});
export type AskResult = z.infer<typeof AskResult>;

export const askTrials = operation({
  id: "trial.ask",
  summary: "Ask for trials to evaluate",
  kind: "mutation",
  scope: "trial:ask",
  input: z.strictObject({
    study_id: StudyId,
    count: z.int().min(1).max(64).default(1),
    worker_id: WorkerId.optional().meta({
      description: "Names one sequential loop; its live trials are handed out again to it.",
    }),
    sticky: z.boolean().optional().meta({ description: "Default: true when worker_id is given." }),
    lease_seconds: LeaseSeconds.default(3600),
    wait_seconds: z.number().min(0).max(30).default(2),
    fixed: Assignments.optional().meta({
      description: "Evaluate these assignments; the sampler fills in the parameters that are missing.",
    }),
    can_resume: z.boolean().default(true).meta({
      description:
        "Whether the asker can go on from a checkpoint. If not, it is given nothing that has one, and a scheduler that would pause its trial ends it.",
    }),
    metadata: Metadata.optional().meta({
      description: "Added to that of the trials, unless a trial would have more than 200 keys or 256 KiB then.",
    }),
  }),
  output: AskResult,
  errors: ["not_found", "study_finished", "state_conflict", "lease_lost", "invalid_assignments"],
  rest: {
    method: "POST",
    path: "/studies/{study_id}/ask",
    status: {
      possible: [201, 200, 202],
      of: (result) => (result.trials.length === 0 ? 202 : result.redelivered ? 200 : 201),
    },
    headers: (result): Record<string, string> =>
      result.retry_after_s === null ? {} : { "Retry-After": String(result.retry_after_s) },
  },
});
