"use client";

import { createTRPCClient, httpLink } from "@trpc/client";
import type { AccountRouter } from "@/server/trpc/account-router";

/** What people do as themselves. Forms call it; nothing of it is kept, so it needs no cache. */
export const accountClient = createTRPCClient<AccountRouter>({ links: [httpLink({ url: "/api/trpc-account" })] });
