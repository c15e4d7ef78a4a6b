import { GroupStanding, type RepeatGroup } from "@/lib/contract/repeats";
import type { GroupFigures } from "@/server/db/sql/repeat-groups-sql";
import { toApiId } from "@/server/kernel/ids";

export function toRepeatGroup({ group_id, number, mean, std_error, n, ended, standing }: GroupFigures): RepeatGroup {
  return {
    id: toApiId("trl", group_id),
    number,
    mean,
    std_error,
    n,
    ended,
    standing: standing === null ? null : GroupStanding.parse(standing),
  };
}
