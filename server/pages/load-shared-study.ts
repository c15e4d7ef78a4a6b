import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { openShareLink } from "@/server/auth/open-share-link";
import { AppError } from "@/server/kernel/app-error";
import { createContext } from "@/server/kernel/create-context";
import { newId } from "@/server/kernel/ids";
import { readShared } from "@/server/services/share/read-shared";

/** What the page of a share link shows, read once per request; every link that shows nothing is the same not-found page. */
export const loadSharedStudy = cache(async (secret: string) => {
  const actor = await openShareLink(secret);
  if (actor === null) notFound();
  const context = createContext({ actor, requestId: newId(), signal: new AbortController().signal });
  try {
    return (await readShared.run(context, {})).output;
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
});
