import { z } from "zod";
import { operation } from "./operation";
import { MetricValue, StudyId, Timestamp } from "./primitives";
import { TrialState } from "./trial";

export const SERIES_TRIALS_MAX = 10_000;
export const SERIES_PARAMETERS_MAX = 48;

const column = <Cell extends z.ZodType>(cell: Cell) => z.array(cell).max(2 * SERIES_TRIALS_MAX);

const NumberColumn = z.object({ name: z.string(), kind: z.literal("number"), values: column(z.number().nullable()) });

/** Values that are no numbers, each as its place among the choices; null where the parameter was inactive. */
const ChoiceColumn = z.object({
  name: z.string(),
  kind: z.literal("choice"),
  choices: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).max(2 * SERIES_TRIALS_MAX),
  indexes: column(z.int().nullable()),
});

export const SeriesParameter = z.discriminatedUnion("kind", [NumberColumn, ChoiceColumn]);
export type SeriesParameter = z.infer<typeof SeriesParameter>;

/** Trials as columns: every column has one cell per trial, in order of number. */
export const StudySeries = z.object({
  as_of: Timestamp.meta({ description: "Ask with `since` this for what changed." }),
  total: z.int().meta({ description: "Trials there are." }),
  every: z.int().meta({ description: "1, or n when only every n-th trial and each improvement is given." }),
  parameters_total: z.int(),
  numbers: column(z.int()),
  states: column(TrialState),
  imported: column(z.boolean()).meta({ description: "Whether the result came from elsewhere." }),
  feasible: column(z.boolean().nullable()),
  stopping: column(z.int()).meta({
    description: "Numbers of running trials whose workers are told to stop with their next report.",
  }),
  started: column(z.number().nullable()).meta({ description: "Milliseconds since 1970." }),
  finished: column(z.number().nullable()),
  values: z.array(z.object({ metric: z.string(), values: column(MetricValue.nullable()) })).max(80),
  parameters: z.array(SeriesParameter).max(SERIES_PARAMETERS_MAX),
});
export type StudySeries = z.infer<typeof StudySeries>;

/** For the dashboard: what plots draw. */
export const readSeries = operation({
  id: "study.series",
  summary: "The trials of a study as columns, for plots",
  kind: "query",
  scope: "trial:read",
  input: z.strictObject({
    study_id: StudyId,
    since: Timestamp.optional().meta({
      description: "Only trials that have not ended, or that ended, came or were corrected since.",
    }),
  }),
  output: StudySeries,
  errors: ["not_found"],
});
