import { Role } from "@/lib/contract/me";
import { systemPool } from "@/server/db/pools";

export interface PersonMembership {
  readonly workspaceId: string;
  readonly slug: string;
  readonly workspaceName: string;
  readonly role: Role;
}

/** The workspaces a person belongs to, by name. */
export async function membershipsOf(personId: string): Promise<readonly PersonMembership[]> {
  const { rows } = await systemPool().query<MembershipRow>({
    name: "memberships_of_person",
    text: `${SELECT_MEMBERSHIP} where m.person_id = $1 order by w.name, w.id limit 200`,
    values: [personId],
  });
  return rows.map(toMembership);
}

/** The membership behind a workspace's address; absent and not yours are the same `null`. */
export async function membershipAt(personId: string, slug: string): Promise<PersonMembership | null> {
  if (slug.includes("\0")) return null; // PostgreSQL takes no NUL, not even to compare
  const { rows } = await systemPool().query<MembershipRow>({
    name: "membership_at_slug",
    text: `${SELECT_MEMBERSHIP} where m.person_id = $1 and w.slug = $2`,
    values: [personId, slug],
  });
  const [row] = rows;
  return row === undefined ? null : toMembership(row);
}

const SELECT_MEMBERSHIP = `select w.id as workspace_id, w.slug, w.name, m.role
  from membership m join workspace w on w.id = m.workspace_id`;

interface MembershipRow {
  readonly workspace_id: string;
  readonly slug: string;
  readonly name: string;
  readonly role: string;
}

function toMembership(row: MembershipRow): PersonMembership {
  return { workspaceId: row.workspace_id, slug: row.slug, workspaceName: row.name, role: Role.parse(row.role) };
}
