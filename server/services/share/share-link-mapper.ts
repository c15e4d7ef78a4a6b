import { ShareLink } from "@/lib/contract/share";
import type { Prisma } from "@/server/generated/prisma/client";
import { toApiId } from "@/server/kernel/ids";

export const shareLinkSelect = {
  id: true,
  studyId: true,
  title: true,
  shows: true,
  createdBy: true,
  createdAt: true,
  expiresAt: true,
  revokedAt: true,
  lastOpenedAt: true,
} satisfies Prisma.ShareLinkSelect;

type ShareLinkRow = Prisma.ShareLinkGetPayload<{ select: typeof shareLinkSelect }>;

export function toShareLink(row: ShareLinkRow, now: Date): ShareLink {
  return ShareLink.parse({
    id: toApiId("shr", row.id),
    study_id: toApiId("std", row.studyId),
    title: row.title,
    shows: row.shows,
    state: stateOf(row, now),
    created_by: toApiId("per", row.createdBy),
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    last_opened_at: row.lastOpenedAt?.toISOString() ?? null,
  });
}

function stateOf({ revokedAt, expiresAt }: ShareLinkRow, now: Date): ShareLink["state"] {
  if (revokedAt !== null) return "revoked";
  return expiresAt <= now ? "expired" : "open";
}
