import { Member } from "@/lib/contract/member";
import type { Prisma } from "@/server/generated/prisma/client";
import { toApiId } from "@/server/kernel/ids";

/** Name and address only: the app's role may read nothing else of a person. */
export const memberSelect = {
  personId: true,
  role: true,
  createdAt: true,
  person: { select: { name: true, email: true } },
} satisfies Prisma.MembershipSelect;

type MemberRow = Prisma.MembershipGetPayload<{ select: typeof memberSelect }>;

export function toMember({ personId, role, createdAt, person }: MemberRow): Member {
  return Member.parse({
    person_id: toApiId("per", personId),
    name: person.name,
    email: person.email,
    role,
    joined_at: createdAt.toISOString(),
  });
}
