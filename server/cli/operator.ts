import { randomUUID } from "node:crypto";
import type { Role } from "@/lib/contract/me";
import { scopesOfRole } from "@/lib/domain/permissions";
import { systemPool } from "@/server/db/pools";
import type { Context } from "@/server/kernel/context";
import { createContext } from "@/server/kernel/create-context";

interface OwnerRow {
  readonly workspace_id: string;
  readonly slug: string;
  readonly person_id: string;
  readonly name: string;
}

/** Whoever may start the command line on the server's machine acts as an owner of the workspace. */
export async function operatorContext(slug: string | undefined): Promise<Context> {
  const { rows } = await systemPool().query<OwnerRow>(
    `select w.id as workspace_id, w.slug, p.id as person_id, p.name
       from workspace w join membership m on m.workspace_id = w.id and m.role = 'owner' join person p on p.id = m.person_id
      where $1::text is null or w.slug = $1 order by m.created_at`,
    [slug ?? null],
  );
  const slugs = [...new Set(rows.map((row) => row.slug))];
  const [owner] = rows;
  if (owner === undefined)
    throw new Error(
      slug === undefined ? "There is no workspace yet. Run npm run demo first." : `There is no workspace ${slug}.`,
    );
  if (slugs.length > 1)
    throw new Error(`There are several workspaces (${slugs.join(", ")}). Say which: --workspace <slug>.`);
  return ownerContext({ workspaceId: owner.workspace_id, personId: owner.person_id, name: owner.name });
}

export function ownerContext({
  workspaceId,
  personId,
  name,
}: {
  readonly workspaceId: string;
  readonly personId: string;
  readonly name: string;
}): Context {
  const role: Role = "owner";
  return createContext({
    actor: { kind: "person", id: personId, name, workspaceId, role, scopes: scopesOfRole(role) },
    requestId: `cli-${randomUUID()}`,
    signal: new AbortController().signal,
  });
}
