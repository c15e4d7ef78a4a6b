import * as contract from "@/lib/contract/workspace-activity";
import { visibleActions } from "@/lib/domain/activity-scope";
import { queryService } from "@/server/kernel/service";
import { activitySelect, toActivity } from "./activity-mapper";
import { namesIn } from "./activity-names";

export const listActivity = queryService(contract.listActivity, async ({ db, actor }, { limit }) => {
  const rows = await db.auditEvent.findMany({
    where: { action: { in: [...visibleActions(actor.scopes)] } },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: limit,
    select: activitySelect,
  });
  const names = await namesIn(db, rows);
  return { data: rows.map((row) => toActivity(row, names)) };
});
