"use client";

import { useState } from "react";
import { applyTheme } from "@/components/layout/apply-theme";
import { NameMark } from "@/components/layout/name-mark";
import type { Theme } from "@/components/layout/theme";
import { Segmented } from "@/components/ui/segmented";
import { ChartSpecimens } from "./chart-specimens";
import { ColorTokens } from "./color-tokens";
import { ControlSpecimens } from "./control-specimens";
import { OverlaySpecimens } from "./overlay-specimens";
import { StateSpecimens } from "./state-specimens";
import { TypeSpecimens } from "./type-specimens";

/** Everything the pages are made of, in all its states. For whoever builds pages; not part of the product. */
export function DesignPage({ theme: initial }: { readonly theme: Theme }) {
  const [theme, setTheme] = useState(initial);
  const change = (next: Theme) => {
    setTheme(next);
    applyTheme(next);
  };
  return (
    <main id="content" className="mx-auto flex max-w-5xl flex-col gap-10 px-6 pb-16">
      <header className="sticky top-0 z-20 -mx-6 flex flex-wrap items-center gap-2 bg-canvas px-6 py-4">
        <NameMark />
        <h1 className="text-xl font-semibold tracking-tight">Design system</h1>
        <div className="ml-auto">
          <Segmented
            label="Theme"
            value={theme}
            onChange={change}
            options={{ system: "System", light: "Light", dark: "Dark" }}
          />
        </div>
      </header>
      <ColorTokens />
      <TypeSpecimens />
      <ControlSpecimens />
      <OverlaySpecimens />
      <ChartSpecimens />
      <StateSpecimens />
    </main>
  );
}
