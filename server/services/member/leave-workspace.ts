import * as contract from "@/lib/contract/member";
import { AppError } from "@/server/kernel/app-error";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { endPersonalGrants } from "./end-personal-grants";
import { refuseWithoutOwner } from "./member-standing";

export const leaveWorkspace = service(contract.leaveWorkspace, async (context) => {
  const { actor, db } = context;
  if (actor.kind !== "person") throw new AppError("forbidden", "A key belongs to its workspace. Revoke it instead.");
  await refuseWithoutOwner(context, { from: actor.role });
  await db.membership.deleteMany({ where: { personId: actor.id } });
  await endPersonalGrants(context, actor.id);
  await audit(context, { action: "workspace.left", targetId: actor.workspaceId, detail: { role: actor.role } });
  return { left: true as const };
});
