import * as contract from "@/lib/contract/api-key";
import { notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { apiKeySelect, toApiKey } from "./api-key-mapper";

export const revokeApiKey = service(contract.revokeApiKey, async (context, { api_key_id }) => {
  const { db } = context;
  const id = toUuid(api_key_id);
  const { count } = await db.apiKey.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: await db.studies.now() },
  });
  if (count === 1) await audit(context, { action: "api-key.revoked", targetId: id });
  const row = await db.apiKey.findFirst({ where: { id }, select: apiKeySelect });
  if (row === null) throw notFound();
  return toApiKey(row);
});
