import type { apiKeyKinds } from "../contract/api-key";
import type { Role } from "../contract/me";
import { type Scope, scopes } from "../contract/scopes";

const READ: readonly Scope[] = ["workspace:read", "project:read", "study:read", "trial:read"];
const WORK: readonly Scope[] = ["trial:ask", "trial:tell"];
const BUILD: readonly Scope[] = ["project:write", "study:write", "trial:write"];
/** What a person who builds may do beside, and a key may not: showing a study to strangers is a person's decision. */
const SHARE: readonly Scope[] = ["share:write"];
/** What a service's key may have, if whoever makes it asks for it: a webhook outlives the key that made it. */
const AUTOMATION: readonly Scope[] = ["webhook:write"];

/** What each role may do in its workspace; what is not listed is denied. */
const scopesByRole: Readonly<Record<Role, ReadonlySet<Scope>>> = {
  owner: new Set(scopes),
  admin: new Set(scopes),
  member: new Set([...READ, ...WORK, ...BUILD, ...SHARE, "key:read"]),
  viewer: new Set(READ),
};

export function scopesOfRole(role: Role): ReadonlySet<Scope> {
  return scopesByRole[role];
}

/** What a key of each kind may do. A worker key works for its one project and does nothing else. */
const scopesByKeyKind: Readonly<Record<(typeof apiKeyKinds)[number], readonly Scope[]>> = {
  wrk: WORK,
  svc: [...READ, ...WORK, ...BUILD, ...AUTOMATION],
  pat: [...READ, ...WORK, ...BUILD],
  test: [...READ, ...WORK, ...BUILD],
};

export function scopesOfKeyKind(kind: (typeof apiKeyKinds)[number]): readonly Scope[] {
  return scopesByKeyKind[kind];
}

/** What a key gets when nobody says what it may do. */
export function usualScopesOfKeyKind(kind: (typeof apiKeyKinds)[number]): readonly Scope[] {
  return scopesByKeyKind[kind].filter((scope) => !AUTOMATION.includes(scope));
}
