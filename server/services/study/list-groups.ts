import * as contract from "@/lib/contract/repeat-groups";
import { SIBLINGS_MAX, TrialState } from "@/lib/contract/trial";
import { queryService } from "@/server/kernel/service";
import { fromStored } from "../trial/metric-value";
import { findObjective } from "./find-objective";
import { findStudyRow } from "./find-study";
import { toRepeatGroup } from "./repeat-group-mapper";
import { soldOnly } from "./study-mapper";

/** Groups of repeats as they are ranked, and each one's trials. */
export const listGroups = queryService(contract.listGroups, async ({ db }, { study_id, metric, limit }) => {
  const study = await findStudyRow(db, study_id);
  const objective = findObjective(study, metric);
  const groups = await db.groups({ studyId: study.id, objective, limit });
  const trials = await db.trial.findMany({
    where: {
      studyId: study.id,
      repeatGroup: { in: groups.map(({ group_id }) => group_id) },
      repeatIndex: { lt: SIBLINGS_MAX },
      ...soldOnly,
    },
    orderBy: { repeatIndex: "asc" },
    select: {
      id: true,
      number: true,
      groupEnded: true,
      repeatGroup: true,
      block: true,
      state: true,
      values: { where: { metric: objective.metric, current: true }, select: { value: true, valueKind: true } },
    },
  });
  const last = await db.lastRace(study.id);
  return {
    groups: groups.map((group) => ({
      ...toRepeatGroup(group),
      ended_early: trials.some(({ id, groupEnded }) => id === group.group_id && groupEnded),
      trials: trials
        .filter(({ repeatGroup }) => repeatGroup === group.group_id)
        .map(({ number, block: index, state, values: [value] }) => ({
          number,
          index,
          state: TrialState.parse(state),
          value: value === undefined ? null : fromStored({ value: value.value, kind: value.valueKind }),
        })),
    })),
    total: groups[0]?.total ?? 0,
    race: last,
  };
});
