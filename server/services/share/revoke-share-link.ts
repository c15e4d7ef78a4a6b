import * as contract from "@/lib/contract/share";
import { notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { shareLinkSelect, toShareLink } from "./share-link-mapper";

/** Revoking twice is harmless. */
export const revokeShareLink = service(contract.revokeShareLink, async (context, { share_link_id }) => {
  const { db } = context;
  const id = toUuid(share_link_id);
  const now = await db.studies.now();
  const { count } = await db.shareLink.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } });
  if (count === 1) await audit(context, { action: "share.revoked", targetId: id });
  const row = await db.shareLink.findFirst({ where: { id }, select: shareLinkSelect });
  if (row === null) throw notFound();
  return toShareLink(row, now);
});
