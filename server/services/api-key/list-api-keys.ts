import * as contract from "@/lib/contract/api-key";
import { queryService } from "@/server/kernel/service";
import { decodeCursor, IdPosition, toPage } from "../pagination";
import { apiKeySelect, toApiKey } from "./api-key-mapper";

export const listApiKeys = queryService(contract.listApiKeys, async ({ db }, { usable, limit, cursor }) => {
  const scope = { list: "api-key", workspaceId: db.workspaceId };
  const before = decodeCursor(scope, cursor, IdPosition);
  const rows = await db.transaction(async (tx) =>
    tx.apiKey.findMany({
      where: {
        ...(before === undefined ? {} : { id: { lt: before } }),
        ...(usable ? { revokedAt: null, expiresAt: { gt: await tx.studies.now() } } : {}),
      },
      orderBy: { id: "desc" },
      take: limit + 1,
      select: apiKeySelect,
    }),
  );
  return toPage({ scope, limit, rows, position: (row) => row.id, map: toApiKey });
});
