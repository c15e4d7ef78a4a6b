import * as contract from "@/lib/contract/member";
import { queryService } from "@/server/kernel/service";
import { decodeCursor, IdPosition, toPage } from "../pagination";
import { memberSelect, toMember } from "./member-mapper";

export const listMembers = queryService(contract.listMembers, async ({ db }, { limit, cursor }) => {
  const scope = { list: "member", workspaceId: db.workspaceId };
  const after = decodeCursor(scope, cursor, IdPosition);
  const rows = await db.membership.findMany({
    where: after === undefined ? {} : { personId: { gt: after } },
    orderBy: { personId: "asc" },
    take: limit + 1,
    select: memberSelect,
  });
  return toPage({ scope, limit, rows, position: (row) => row.personId, map: toMember });
});
