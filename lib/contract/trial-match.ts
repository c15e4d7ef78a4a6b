import { z } from "zod";
import { operation } from "./operation";
import { StudyId, TrialNumber } from "./primitives";
import { TrialDetail, TrialFilterText, TrialSortText } from "./trial";

export const MATCH_NUMBERS_MAX = 20_000;

/** For the dashboard: how many trials a filter leaves, and which in what order, so that table and plots can show them. */
export const matchTrials = operation({
  id: "trial.match",
  summary: "The numbers of the trials that a filter matches",
  kind: "query",
  scope: "trial:read",
  input: z.strictObject({ study_id: StudyId, filter: TrialFilterText, sort: TrialSortText.default("number") }),
  output: z.object({
    count: z.int(),
    numbers: z.array(z.int()).max(MATCH_NUMBERS_MAX).meta({ description: "The first 20,000 in the order asked for." }),
  }),
  errors: ["not_found"],
});

/** For the dashboard: a trial by what people call it. */
export const findTrial = operation({
  id: "trial.find",
  summary: "One trial by its number in the study, with its attempts and measurements",
  kind: "query",
  scope: "trial:read",
  input: z.strictObject({ study_id: StudyId, number: TrialNumber }),
  output: TrialDetail,
  errors: ["not_found"],
});
