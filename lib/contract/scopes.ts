/** What an actor may be allowed to do. `server/kernel/service.ts` is the only place that checks them. */
export const scopes = [
  "workspace:read",
  "workspace:write",
  "member:write",
  "project:read",
  "project:write",
  "study:read",
  "study:write",
  "trial:read",
  "trial:write",
  "trial:ask",
  "trial:tell",
  "share:write",
  "webhook:write",
  "key:read",
  "key:write",
] as const;
export type Scope = (typeof scopes)[number];

/** What an operation asks for: a scope, or one of several, or `any` for every person and key, or `shared:read`, which nobody is granted: it is what a share link is. */
export type RequiredScope = Scope | "any" | "shared:read" | readonly Scope[];
