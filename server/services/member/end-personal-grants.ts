import type { TransactionContext } from "@/server/kernel/service";

/**
 * Ends what somebody could still act with, or come back by, after their role is gone: keys that act for them, and invitations
 * they made which nobody has accepted. Keys of services stay: they belong to the team.
 */
export async function endPersonalGrants({ db }: TransactionContext, personId: string): Promise<void> {
  const revokedAt = await db.studies.now();
  await db.apiKey.updateMany({ where: { createdBy: personId, kind: "pat", revokedAt: null }, data: { revokedAt } });
  await db.invitation.updateMany({
    where: { createdBy: personId, revokedAt: null, acceptedAt: null },
    data: { revokedAt },
  });
}
