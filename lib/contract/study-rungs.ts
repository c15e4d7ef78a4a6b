import { z } from "zod";
import { operation } from "./operation";
import { StudyId } from "./primitives";

/** The newest brackets that are given, and rungs of each: a rule that judges every step has thousands. */
export const BRACKETS_MAX = 12;
export const RUNGS_OF_BRACKET_MAX = 40;
/** Results that are looked at, of all rungs together; of each rung the newest trials', and a hundred at least. */
export const RUNG_RESULTS_MAX = 20_000;
/** Trials that are named of each fate; all that are looked at are counted. */
export const FATE_TRIALS_MAX = 99;

/** What became of a trial that came to a rung, as it stands now. */
export const rungFates = ["moved_on", "completed", "training", "waiting", "stopped", "pruned", "failed"] as const;
export const RungFate = z.enum(rungFates);
export type RungFate = z.infer<typeof RungFate>;

export const StudyRung = z.object({
  bracket: z.int(),
  rung: z.int(),
  resource: z.number(),
  reached: z.int().meta({ description: "Trials with a result here." }),
  looked_at: z.int().meta({ description: "Of those the newest, whose fates are given." }),
  on_the_way: z.int().meta({ description: "Trials that run and come here next." }),
  quota: z
    .int()
    .nullable()
    .meta({ description: "How many of those that are here may move on; null where none is counted." }),
  fates: z
    .array(
      z.object({
        fate: RungFate,
        count: z.int(),
        trials: z.array(z.int()).max(FATE_TRIALS_MAX).meta({ description: "Numbers, the best first." }),
      }),
    )
    .max(rungFates.length),
});
export type StudyRung = z.infer<typeof StudyRung>;

export const StudyRungs = z.object({
  brackets_total: z.int(),
  rungs_total: z.int(),
  members: z
    .array(z.object({ bracket: z.int(), count: z.int() }))
    .max(BRACKETS_MAX)
    .meta({ description: "Trials with a place in each bracket." }),
  rungs: z.array(StudyRung).max(BRACKETS_MAX * RUNGS_OF_BRACKET_MAX),
});
export type StudyRungs = z.infer<typeof StudyRungs>;

/** For the dashboard: what a scheduler did. */
export const readRungs = operation({
  id: "study.rungs",
  summary: "Who came to each rung of a study's scheduler, and what became of them",
  kind: "query",
  scope: "trial:read",
  input: z.strictObject({ study_id: StudyId }),
  output: StudyRungs,
  errors: ["not_found"],
});
