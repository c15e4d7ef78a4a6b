import { z } from "zod";
import { operation } from "./operation";
import { MetricName, MetricValue, PageLimit, StudyId, TrialId } from "./primitives";
import { RepeatGroup } from "./repeats";
import { SIBLINGS_MAX, TrialState } from "./trial";

/** A group with what each of its trials told. */
export const GroupWithTrials = RepeatGroup.extend({
  ended_early: z.boolean().meta({ description: "Somebody ended it: no more trials are made of it." }),
  trials: z
    .array(z.object({ number: z.int(), index: z.int().nullable(), state: TrialState, value: MetricValue.nullable() }))
    .max(SIBLINGS_MAX),
});
export type GroupWithTrials = z.infer<typeof GroupWithTrials>;

export const listGroups = operation({
  id: "study.groups",
  summary: "Of a study with repeats: trials of the same assignments as one result, the best first",
  kind: "query",
  scope: "study:read",
  input: z.strictObject({
    study_id: StudyId,
    metric: MetricName.optional().meta({ description: "Default: the first objective." }),
    limit: PageLimit,
  }),
  output: z.object({
    groups: z.array(GroupWithTrials).max(1000),
    total: z.int().meta({ description: "Groups of the study; of more than limit the best are listed." }),
    race: z
      .object({ number: z.int(), is_over: z.boolean() })
      .nullable()
      .meta({ description: "Under the rule race: the last race, from 0. Null: none has begun." }),
  }),
  errors: ["not_found"],
  rest: { method: "GET", path: "/studies/{study_id}/groups", status: 200 },
});

export const endGroup = operation({
  id: "study.end-group",
  summary: "End a group of repeats: what is open of it is stopped, no more trials are made of it, its results stay",
  kind: "mutation",
  scope: "trial:write",
  input: z.strictObject({ study_id: StudyId, group_id: TrialId.meta({ description: "The group's first trial." }) }),
  output: z.object({
    group_id: TrialId,
    stopping: z.int().meta({ description: "Its trials that run still: their workers hear it with the next reply." }),
    cancelled: z.int().meta({ description: "Its trials that were cancelled by this." }),
  }),
  errors: ["not_found"],
  rest: { method: "POST", path: "/studies/{study_id}/groups/{group_id}/end", status: 200 },
});
