import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { clientAddress } from "@/server/auth/client-address";
import { sessionPerson } from "@/server/auth/session-person";
import { newId } from "@/server/kernel/ids";
import type { AccountContext } from "./account-context";

const personOfRequest = cache(sessionPerson);

/** The context of a page that is rendered: it reads, and never writes (S10). */
export async function pageAccount(): Promise<AccountContext> {
  return { person: personOfRequest, mayWrite: false, address: clientAddress(await headers()), requestId: newId() };
}

/** Who looks at a page that is theirs alone; signed out leads to the sign-in and back. */
export async function pagePerson(path: string) {
  const person = await personOfRequest();
  if (person === null) redirect(`/sign-in?return_to=${encodeURIComponent(path)}`);
  return person;
}
