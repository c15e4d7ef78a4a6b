import type { NamedActor } from "@/lib/contract/actor";

/** Who it was, in a list of deeds. */
export function actorName(actor: NamedActor): string {
  if (actor.kind === "service") return "Tellus";
  if (actor.kind === "person") return actor.name ?? "A former member";
  return actor.name === null ? "A key" : `Key ${actor.name}`;
}
