import type { RequiredScope } from "@/lib/contract/scopes";
import type { Actor } from "./actor";

/** Who may call what (S4). A share link reads the study it shows and nothing else; a kind of actor not named here may do nothing. */
export function mayCall(actor: Actor, scope: RequiredScope): boolean {
  if (typeof scope === "object") return scope.some((one) => mayCall(actor, one));
  switch (actor.kind) {
    case "person":
    case "api_key":
      return scope === "any" || (scope !== "shared:read" && actor.scopes.has(scope));
    case "share_link":
      return scope === "shared:read";
    default:
      return false;
  }
}
