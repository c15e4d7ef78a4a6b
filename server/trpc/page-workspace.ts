import "server-only";
import { QueryClient } from "@tanstack/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { membershipAt } from "@/server/auth/session-memberships";
import { sessionPerson } from "@/server/auth/session-person";
import { AppError } from "@/server/kernel/app-error";
import { createPersonContext } from "./create-person-context";
import { appRouter } from "./root";

const personOfRequest = cache(sessionPerson);
const membershipOfRequest = cache(membershipAt);

interface PageAddress {
  readonly slug: string;
  /** Where to come back to after signing in. */
  readonly path: string;
}

/**
 * What a page of a workspace works with: who looks, at which workspace, and the operations as queries that the browser takes
 * over. Signed out leads to the sign-in; a workspace that is not theirs is the same not-found page as one that is nobody's.
 */
export async function pageWorkspace({ slug, path }: PageAddress) {
  const person = await personOfRequest();
  if (person === null) redirect(`/sign-in?return_to=${encodeURIComponent(path)}`);
  const membership = await membershipOfRequest(person.personId, slug);
  if (membership === null) notFound();
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 60_000 } } });
  const context = createPersonContext({ workspaceSlug: slug, mayWrite: false, signal: new AbortController().signal });
  const trpc = createTRPCOptionsProxy({ ctx: context, router: appRouter, queryClient });
  return { person, membership, queryClient, trpc };
}

/** The result of a read, or the page for what went wrong: an id that leads nowhere is not found, however it is wrong. */
export async function readForPage<Value>(read: Promise<Value>): Promise<Value | "forbidden"> {
  return (await readIfThere(read)) ?? notFound();
}

/** The same where a page goes on without what is not there; absent and not theirs are the same `null`. */
export async function readIfThere<Value>(read: Promise<Value>): Promise<Value | "forbidden" | null> {
  try {
    return await read;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const code = error instanceof AppError ? error.code : cause instanceof AppError ? cause.code : undefined;
    if (code === "not_found" || code === "invalid_input") return null;
    if (code === "forbidden") return "forbidden";
    throw error;
  }
}
