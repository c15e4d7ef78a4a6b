import * as contract from "@/lib/contract/member";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { endPersonalGrants } from "./end-personal-grants";
import { memberToChange } from "./member-standing";

export const removeMember = service(contract.removeMember, async (context, { person_id }) => {
  const personId = toUuid(person_id);
  const { role } = await memberToChange(context, { personId });
  await context.db.membership.deleteMany({ where: { personId } });
  await endPersonalGrants(context, personId);
  await audit(context, { action: "member.removed", targetId: personId, detail: { role } });
  return { person_id, removed: true as const };
});
