import { randomBytes } from "node:crypto";
import type pg from "pg";
import { slugOf } from "@/lib/domain/workspace-slug";
import { newId } from "@/server/kernel/ids";
import { auditPerson } from "./audit-person";

interface NewWorkspace {
  readonly name: string;
  readonly ownerId: string;
  readonly requestId: string;
}

const TRIES = 5;

/** Adds a workspace with its owner and gives its address: the name's, with a few characters more when that is taken. */
export async function addWorkspace(client: pg.ClientBase, { name, ownerId, requestId }: NewWorkspace): Promise<string> {
  const id = newId();
  const slug = await claimSlug(client, { id, name });
  await client.query("insert into membership (workspace_id, person_id, role) values ($1, $2, 'owner')", [id, ownerId]);
  await auditPerson(client, {
    workspaceId: id,
    personId: ownerId,
    action: "workspace.created",
    targetId: id,
    detail: { name, slug },
    requestId,
  });
  return slug;
}

async function claimSlug(client: pg.ClientBase, { id, name }: { readonly id: string; readonly name: string }) {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const slug = attempt === 0 ? slugOf(name) : `${slugOf(name)}-${randomBytes(3).toString("hex")}`;
    const { rowCount } = await client.query(
      "insert into workspace (id, slug, name) values ($1, $2, $3) on conflict (slug) do nothing",
      [id, slug, name],
    );
    if (rowCount === 1) return slug;
  }
  throw new Error("No free address for a workspace was found");
}
