import { ApiKey } from "@/lib/contract/api-key";
import type { Prisma } from "@/server/generated/prisma/client";
import { toApiId } from "@/server/kernel/ids";

export const apiKeySelect = {
  id: true,
  kind: true,
  name: true,
  prefix: true,
  projectId: true,
  scopes: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
} satisfies Prisma.ApiKeySelect;

type ApiKeyRow = Prisma.ApiKeyGetPayload<{ select: typeof apiKeySelect }>;

export function toApiKey(row: ApiKeyRow): ApiKey {
  return ApiKey.parse({
    id: toApiId("key", row.id),
    kind: row.kind,
    name: row.name,
    prefix: row.prefix,
    project_id: row.projectId === null ? null : toApiId("prj", row.projectId),
    scopes: row.scopes,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
  });
}
