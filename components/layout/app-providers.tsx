"use client";

import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import { ToastProvider } from "@/components/ui/toast";

/** What every page needs around it, whoever looks at it. */
export function AppProviders({ children }: { readonly children: ReactNode }) {
  return (
    <Tooltip.Provider delayDuration={350} skipDelayDuration={200}>
      <ToastProvider>{children}</ToastProvider>
    </Tooltip.Provider>
  );
}
