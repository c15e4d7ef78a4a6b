"use client";

import { NameMark } from "@/components/layout/name-mark";
import { ColorTokens } from "./color-tokens";
import { ControlSpecimens } from "./control-specimens";
import { OverlaySpecimens } from "./overlay-specimens";
import { StateSpecimens } from "./state-specimens";
import { TypeSpecimens } from "./type-specimens";

const THEMES = ["light", "dark"] as const;

/** Everything the pages are made of, in both themes side by side. For whoever builds pages; not part of the product. */
export function DesignPage() {
  return (
    <main id="content">
      <h1 className="flex items-center gap-2 px-6 py-4 text-xl font-semibold tracking-tight">
        <NameMark /> Design system
      </h1>
      <div className="grid xl:grid-cols-2">
        {THEMES.map((theme) => (
          // Custom properties are put in where they are used, so `light-dark()` follows this element.
          <section
            key={theme}
            aria-label={theme}
            style={{ colorScheme: theme }}
            className="flex min-w-0 flex-col gap-10 bg-canvas p-6 text-ink"
          >
            <ColorTokens />
            <TypeSpecimens />
            <ControlSpecimens />
            <OverlaySpecimens />
            <StateSpecimens />
          </section>
        ))}
      </div>
    </main>
  );
}
