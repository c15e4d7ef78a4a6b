import { z } from "zod";
import { operation } from "./operation";
import { MetricName, MetricValue, StudyId } from "./primitives";
import { TrialState } from "./trial";

export const CURVES_MAX = 200;
/** A longer curve is thinned to so many points, its first and last among them. */
export const CURVE_STEPS_MAX = 120;

export const TrialCurve = z.object({
  number: z.int(),
  state: TrialState,
  imported: z.boolean().meta({ description: "Whether it came from elsewhere." }),
  role: z.enum(["best", "running", "peer"]).meta({ description: "Why it was chosen." }),
  steps: z.array(z.int()).max(2 * CURVE_STEPS_MAX),
  values: z.array(MetricValue).max(2 * CURVE_STEPS_MAX),
});
export type TrialCurve = z.infer<typeof TrialCurve>;

export const StudyCurves = z.object({
  metric: z.string(),
  metrics: z.array(z.string()).max(100).meta({ description: "Those that the latest trials measured." }),
  total: z.int().meta({ description: "Trials that were handed out or imported." }),
  thinned: z.boolean().meta({ description: "Longer curves are given in part." }),
  curves: z.array(TrialCurve).max(CURVES_MAX),
});
export type StudyCurves = z.infer<typeof StudyCurves>;

/** For the dashboard: what trials measured while they trained. */
export const readCurves = operation({
  id: "study.curves",
  summary: "Learning curves of a study's trials: the best and the running ones, and others evenly between them",
  kind: "query",
  scope: "trial:read",
  input: z.strictObject({
    study_id: StudyId,
    metric: MetricName.optional().meta({ description: "Default: what the scheduler or the study goes by first." }),
  }),
  output: StudyCurves,
  errors: ["not_found"],
});
