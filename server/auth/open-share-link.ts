import { SharePart } from "@/lib/contract/share";
import { systemPool } from "@/server/db/pools";
import type { ShareLinkActor } from "@/server/kernel/actor";
import { hashShareSecret, isShareSecret } from "./share-secret";

interface LinkRow {
  readonly workspace_id: string;
  readonly id: string;
  readonly study_id: string;
  readonly title: string | null;
  readonly shows: readonly string[];
  readonly expires_at: Date;
}

/**
 * The actor behind a share link; unknown, cut short, revoked and expired are the same `null`. It is looked up for every page,
 * so a revocation holds at the next one, on every replica (S6). The last opening is noted at most once a minute.
 */
export async function openShareLink(secret: string): Promise<ShareLinkActor | null> {
  if (!isShareSecret(secret)) return null;
  const { rows } = await systemPool().query<LinkRow>({
    name: "open_share_link",
    text: `with found as (
             select workspace_id, id, study_id, title, shows, expires_at, last_opened_at
               from share_link where secret_hash = $1 and revoked_at is null and expires_at > clock_timestamp()),
           opened as (
             update share_link l set last_opened_at = clock_timestamp() from found
              where l.workspace_id = found.workspace_id and l.id = found.id
                and (found.last_opened_at is null or found.last_opened_at < clock_timestamp() - interval '1 minute'))
           select workspace_id, id, study_id, title, shows, expires_at from found`,
    values: [hashShareSecret(secret)],
  });
  const [row] = rows;
  return row === undefined ? null : toActor(row);
}

function toActor(row: LinkRow): ShareLinkActor {
  return {
    kind: "share_link",
    id: row.id,
    name: "share link",
    workspaceId: row.workspace_id,
    scopes: new Set(),
    studyId: row.study_id,
    shows: new Set(row.shows.flatMap((part) => SharePart.safeParse(part).data ?? [])),
    title: row.title,
    expiresAt: row.expires_at,
  };
}
