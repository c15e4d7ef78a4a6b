import { getServerSession } from "next-auth";
import { nextAuthOptions } from "./next-auth-options";
import type { SignedInPerson } from "./session-store";

/** Who is signed in with this request's cookie. Anything unexpected is nobody: an error must never let someone in. */
export async function sessionPerson(): Promise<SignedInPerson | null> {
  const session: unknown = await getServerSession(nextAuthOptions());
  if (typeof session !== "object" || session === null || !("person" in session)) return null;
  const { person } = session;
  return isPerson(person) ? person : null;
}

function isPerson(value: unknown): value is SignedInPerson {
  return typeof value === "object" && value !== null && "personId" in value && typeof value.personId === "string";
}
