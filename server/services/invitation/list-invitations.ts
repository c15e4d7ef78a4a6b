import * as contract from "@/lib/contract/invitation";
import { queryService } from "@/server/kernel/service";
import { decodeCursor, IdPosition, toPage } from "../pagination";
import { invitationSelect, toInvitation } from "./invitation-mapper";

export const listInvitations = queryService(contract.listInvitations, async ({ db }, { limit, cursor }) => {
  const scope = { list: "invitation", workspaceId: db.workspaceId };
  const before = decodeCursor(scope, cursor, IdPosition);
  const { now, rows } = await db.transaction(async (tx) => ({
    now: await tx.studies.now(),
    rows: await tx.invitation.findMany({
      where: before === undefined ? {} : { id: { lt: before } },
      orderBy: { id: "desc" },
      take: limit + 1,
      select: invitationSelect,
    }),
  }));
  return toPage({ scope, limit, rows, position: (row) => row.id, map: (row) => toInvitation(row, now) });
});
