"use client";

import { createTRPCClient, httpLink } from "@trpc/client";
import { onceLink, unreachedLink } from "@/components/workspace/call-links";
import type { AccountRouter } from "@/server/trpc/account-router";

/** What people do as themselves. Forms call it; nothing of it is kept, so it needs no cache. */
export const accountClient = createTRPCClient<AccountRouter>({
  links: [onceLink(), unreachedLink(), httpLink({ url: "/api/trpc-account" })],
});
