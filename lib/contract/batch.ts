import { z } from "zod";
import { heartbeatTrial, measureTrial, Verdict } from "./measurement";
import { operation } from "./operation";
import { TrialId } from "./primitives";
import { Problem } from "./problem";
import { AttemptNumber, TellResult, tellTrial } from "./trial";

const ITEMS_MAX = 100;

const Tell = tellTrial.input.safeExtend({ operation: z.literal("tell") });
const Measure = measureTrial.input.safeExtend({ operation: z.literal("measure") });
const Heartbeat = heartbeatTrial.input.safeExtend({ operation: z.literal("heartbeat") });

/**
 * Anything is taken here, and what it should be is only described: each item is read by its own operation, so that one
 * that is wrong is answered by itself and spoils no other. A union takes its first member that fits.
 */
const BatchItem = z.union([z.unknown(), Tell, Measure, Heartbeat]).meta({
  description:
    "`operation` (tell, measure or heartbeat), `trial_id`, and the body of the single call. What is wrong in it is told in its own answer.",
});

const answerOf = <Body extends z.ZodType>(body: Body) =>
  z.object({
    status: z.int().meta({ description: "The HTTP status of the single call." }),
    replayed: z.boolean().meta({ description: "Whether it is the answer to the same call made before." }),
    retry_after_s: z.int().nullable().meta({ description: "With 429 and 503: when to send this item again." }),
    body,
  });

export const batch = operation({
  id: "trial.batch",
  summary: "At most 100 tells, measurements and heartbeats, each answered as by itself",
  kind: "mutation",
  scope: "trial:tell",
  countsItems: true,
  input: z.strictObject({
    items: z.array(BatchItem).min(1).max(ITEMS_MAX).meta({
      description: "Each is all or nothing. Those of one trial are carried out in their order, others side by side.",
    }),
  }),
  output: z.object({
    items: z
      .array(answerOf(z.union([TellResult, Verdict, Problem])))
      .max(ITEMS_MAX)
      .meta({ description: "In the order of the request." }),
  }),
  errors: [],
  rest: { method: "POST", path: "/batch", status: 200 },
});

export const heartbeatTrials = operation({
  id: "trial.heartbeats",
  summary: "Keep the leases of many trials; a verdict for each",
  kind: "mutation",
  scope: "trial:tell",
  countsItems: true,
  input: z.strictObject({
    trials: z
      .array(z.strictObject({ trial_id: TrialId, attempt: AttemptNumber }))
      .min(1)
      .max(ITEMS_MAX),
  }),
  output: z.object({
    trials: z
      .array(answerOf(z.union([Verdict, Problem])))
      .max(ITEMS_MAX)
      .meta({ description: "In the order of the request." }),
  }),
  errors: [],
  rest: { method: "POST", path: "/heartbeats", status: 200 },
});
