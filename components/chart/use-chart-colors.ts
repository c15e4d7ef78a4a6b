"use client";

import { type RefObject, useEffect, useState } from "react";
import { type ChartColors, readChartColors } from "./chart-colors";

/** The colours in force, again whenever the theme changes; `null` before the page stands. */
export function useChartColors(within: RefObject<HTMLElement | null>): ChartColors | null {
  const [colors, setColors] = useState<ChartColors | null>(null);
  // The theme is decided by the system and by an attribute of the document, both outside React.
  useEffect(() => {
    const update = () => {
      if (within.current !== null) setColors(readChartColors(within.current));
    };
    update();
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", update);
    const chosen = new MutationObserver(update);
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      system.removeEventListener("change", update);
      chosen.disconnect();
    };
  }, [within]);
  return colors;
}
