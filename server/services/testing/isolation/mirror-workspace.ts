import pg from "pg";
import { tenantTables } from "../tenant-rows";
import type { Place } from "./place";

export interface MirrorWorkspace {
  readonly workspaceId: string;
  /** Texts and numbers that stand in its rows only. */
  readonly marks: readonly string[];
}

/** Sorts before every real id, so that its rows are found first where nothing tells workspaces apart. */
const MIRROR_ID = "00000000-0000-7000-8000-00000000a11c";
const MARK = "in the mirror";
const LOSS = "0.57721566";

/**
 * A workspace with the same rows under the same ids, but for the texts. Ids never collide in earnest; here all do, so
 * that a filter shows its absence even where the id was found by another filter before.
 */
export async function mirrorWorkspace(admin: pg.Pool, { context, marks }: Place): Promise<MirrorWorkspace> {
  const [mark, loss] = marks;
  const copies = (await tenantTables(admin)).map((name) => {
    const table = pg.escapeIdentifier(name);
    // Hashes of secrets are unique across workspaces, so the mirror's are hashed once more.
    return `insert into ${table} select (jsonb_populate_record(null::${table},
        replace(replace(to_jsonb(t)::text, ${pg.escapeLiteral(String(mark))}, '${MARK}'), '"value": ${loss}', '"value": ${LOSS}')::jsonb
        || jsonb_build_object('workspace_id', '${MIRROR_ID}')
        || case when to_jsonb(t) ? 'secret_hash' then jsonb_build_object('secret_hash', sha256((to_jsonb(t) ->> 'secret_hash')::bytea)) else '{}' end)).*
      from ${table} t where workspace_id = ${pg.escapeLiteral(context.actor.workspaceId)}`;
  });
  await admin.query(
    `set local session_replication_role = replica;
     insert into workspace (id, slug, name) values ('${MIRROR_ID}', 'mirror', '${MARK}'); ${copies.join("; ")}`,
  );
  return { workspaceId: MIRROR_ID, marks: [MARK, LOSS, MIRROR_ID.replaceAll("-", "")] };
}
