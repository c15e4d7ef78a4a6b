import { z } from "zod";
import { operation } from "./operation";
import { MetricValue, StudyId } from "./primitives";
import { Assignments } from "./search-space";
import { TrialState } from "./trial";

export const LINEAGE_MAX = 2_000;

export const LineageMember = z.object({
  number: z.int(),
  state: TrialState,
  parent: z.int().nullable().meta({ description: "Whose place it took." }),
  donor: z.int().nullable().meta({ description: "Whose checkpoint it began with." }),
  from_step: z.int(),
  last_step: z.int().nullable().meta({ description: "The last step it reported." }),
  value: MetricValue.nullable().meta({ description: "What it reported there." }),
  assignments: Assignments,
});
export type LineageMember = z.infer<typeof LineageMember>;

export const StudyLineage = z.object({
  metric: z.string(),
  total: z.int(),
  members: z.array(LineageMember).max(LINEAGE_MAX).meta({ description: "By number, the first of them." }),
});
export type StudyLineage = z.infer<typeof StudyLineage>;

/** For the dashboard: how a population went. */
export const readLineage = operation({
  id: "study.lineage",
  summary: "The members of a population: whose place each took, whose checkpoint, and how far it trained",
  kind: "query",
  scope: "trial:read",
  input: z.strictObject({ study_id: StudyId }),
  output: StudyLineage,
  errors: ["not_found"],
});
