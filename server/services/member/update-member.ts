import * as contract from "@/lib/contract/member";
import { rolesGrantedBy } from "@/lib/domain/member-rules";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { endPersonalGrants } from "./end-personal-grants";
import { toMember } from "./member-mapper";
import { memberToChange } from "./member-standing";

/** Sessions look the role up on every request, so nothing else has to be told. */
export const updateMember = service(contract.updateMember, async (context, { person_id, role }) => {
  const personId = toUuid(person_id);
  const member = await memberToChange(context, { personId, to: role });
  if (member.role === role) return toMember(member);
  await context.db.membership.updateMany({ where: { personId }, data: { role } });
  // Who may no longer manage keys and people has none at work in their name either.
  if (rolesGrantedBy(role).length === 0) await endPersonalGrants(context, personId);
  await audit(context, { action: "member.updated", targetId: personId, detail: { from: member.role, to: role } });
  return toMember({ ...member, role });
});
