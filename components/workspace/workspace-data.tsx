"use client";

import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { type ReactNode, useState } from "react";
import type { AppRouter } from "@/server/trpc/root";
import { onceLink, unreachedLink } from "./call-links";
import { errorCodeOf } from "./error-code";
import { TRPCProvider } from "./trpc";

interface WorkspaceDataProps {
  readonly slug: string;
  readonly children: ReactNode;
}

/** What the browser knows of one workspace. Mount it with the slug as key: nothing may pass from one to another. */
export function WorkspaceData({ slug, children }: WorkspaceDataProps) {
  const [queryClient] = useState(makeQueryClient);
  const [trpcClient] = useState(() => makeTrpcClient(`/api/trpc/${encodeURIComponent(slug)}`));
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}

function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      queries: {
        // Notices tell when something changed; until then what is here is right.
        staleTime: 60_000,
        retry: (failures, error) => failures < 3 && ["internal", "unavailable", undefined].includes(errorCodeOf(error)),
        // A browser that believes to be offline is told so by the request, in words, instead of waiting in silence.
        networkMode: "always",
        refetchOnReconnect: true,
      },
      mutations: { networkMode: "always" },
    },
  });
}

function makeTrpcClient(url: string) {
  return createTRPCClient<AppRouter>({
    links: [
      onceLink(),
      unreachedLink(),
      splitLink({
        condition: ({ type }) => type === "subscription",
        true: httpSubscriptionLink({ url }),
        false: splitLink({
          condition: ({ context }) => context.skipBatch === true,
          true: httpLink({ url }),
          false: httpBatchLink({ url, maxItems: 10, maxURLLength: 8000 }),
        }),
      }),
    ],
  });
}

/** A session that ended elsewhere: what the page shows must not stay. */
export function leaveWhenSignedOut(error: unknown): void {
  if (errorCodeOf(error) !== "unauthenticated") return;
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.replace(`/sign-in?return_to=${encodeURIComponent(here)}`);
}
