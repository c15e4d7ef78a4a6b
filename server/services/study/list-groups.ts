import * as contract from "@/lib/contract/repeat-groups";
import { SIBLINGS_MAX, TrialState } from "@/lib/contract/trial";
import type { GroupTrialRow } from "@/server/db/sql/repeat-groups-sql";
import { queryService } from "@/server/kernel/service";
import { fromStored } from "../trial/metric-value";
import { findObjective } from "./find-objective";
import { findStudyRow } from "./find-study";
import { toRepeatGroup } from "./repeat-group-mapper";

/** Groups of repeats as they are ranked, and each one's trials. */
export const listGroups = queryService(contract.listGroups, async ({ db }, { study_id, metric, limit }) => {
  const study = await findStudyRow(db, study_id);
  const objective = findObjective(study, metric);
  const groups = await db.groups({ studyId: study.id, objective, limit });
  const trials = await db.groupTrials({
    groups: groups.map(({ group_id }) => group_id),
    studyId: study.id,
    metric: objective.metric,
    limit: SIBLINGS_MAX,
  });
  const last = await db.lastRace(study.id);
  return {
    groups: groups.map((group) => ({
      ...toRepeatGroup(group),
      ended_early: group.group_ended,
      trials: trials.filter(({ group_id }) => group_id === group.group_id).map(toGroupTrial),
    })),
    total: groups[0]?.total ?? 0,
    race: last,
  };
});

function toGroupTrial({
  number,
  block: index,
  state,
  value,
  value_kind: kind,
}: GroupTrialRow): contract.GroupWithTrials["trials"][number] {
  return {
    number,
    index,
    state: TrialState.parse(state),
    value: kind === null ? null : fromStored({ value, kind }),
  };
}
