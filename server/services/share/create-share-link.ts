import * as contract from "@/lib/contract/share";
import { hashShareSecret, newShareSecret } from "@/server/auth/share-secret";
import { newId } from "@/server/kernel/ids";
import { publicAddress } from "@/server/kernel/public-address";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { findStudyRow } from "../study/find-study";
import { shareLinkSelect, toShareLink } from "./share-link-mapper";

const DAY_MS = 86_400_000;

export const createShareLink = service(
  contract.createShareLink,
  async (context, { study_id, title, shows, expires_in_days }) => {
    const { db, actor } = context;
    const study = await findStudyRow(db, study_id);
    const secret = newShareSecret();
    const id = newId();
    const now = await db.studies.now();
    await db.shareLink.createMany({
      data: {
        workspaceId: db.workspaceId,
        id,
        studyId: study.id,
        secretHash: new Uint8Array(hashShareSecret(secret)),
        title: title ?? null,
        shows,
        createdBy: actor.id,
        createdAt: now,
        expiresAt: new Date(now.getTime() + expires_in_days * DAY_MS),
      },
    });
    await audit(context, { action: "share.created", targetId: id, detail: { study_id, shows, expires_in_days } });
    const row = await db.shareLink.findFirstOrThrow({ where: { id }, select: shareLinkSelect });
    return { link: toShareLink(row, now), url: `${publicAddress()}/share/${secret}` };
  },
);
