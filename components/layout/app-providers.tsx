"use client";

import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import { offerPageNonce } from "@/components/ui/page-nonce";
import { ToastProvider } from "@/components/ui/toast";

offerPageNonce(); // before the first dialog opens

/** What every page needs around it, whoever looks at it. */
export function AppProviders({ children }: { readonly children: ReactNode }) {
  return (
    <Tooltip.Provider delayDuration={350} skipDelayDuration={200}>
      <ToastProvider>{children}</ToastProvider>
    </Tooltip.Provider>
  );
}
