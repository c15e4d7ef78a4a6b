import type { Scope } from "@/lib/contract/scopes";

/** What each scope allows, as the end of “It may …”. */
export const scopeWords: Readonly<Record<Scope, string>> = {
  "workspace:read": "see the workspace and its members",
  "workspace:write": "change the workspace",
  "member:write": "manage people",
  "project:read": "see projects",
  "project:write": "create and change projects",
  "study:read": "see studies",
  "study:write": "create, change, pause and stop studies",
  "trial:read": "see trials",
  "trial:write": "enqueue and change trials",
  "trial:ask": "ask for trials",
  "trial:tell": "tell measurements and results",
  "share:write": "share studies by link",
  "webhook:write": "see and manage webhooks",
  "key:read": "see API keys",
  "key:write": "make and revoke API keys",
};

/** Scopes that usually go together, and one phrase for all of them. */
const groups: readonly { readonly scopes: readonly Scope[]; readonly phrase: string }[] = [
  { scopes: ["trial:ask", "trial:tell"], phrase: "ask and tell" },
  { scopes: ["workspace:read", "project:read", "study:read", "trial:read"], phrase: "see everything" },
  { scopes: ["project:write", "study:write", "trial:write"], phrase: "create and change projects, studies and trials" },
];

/** What somebody with these scopes may do, in as few words as say it exactly. */
export function describeScopes(scopes: readonly Scope[]): string {
  const left = new Set(scopes);
  const phrases: string[] = [];
  for (const group of groups) {
    if (!group.scopes.every((scope) => left.has(scope))) continue;
    phrases.push(group.phrase);
    for (const scope of group.scopes) left.delete(scope);
  }
  phrases.push(...[...left].map((scope) => scopeWords[scope]));
  return phrases.length === 0 ? "nothing" : phrases.join("; ");
}
