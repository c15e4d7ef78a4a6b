"use client";

import { useEffect, useState } from "react";

const STEP_MS = 90;
const BEGINS_MS = 500;

/**
 * How many of `count` steps have happened, counted up once after the page is there. The server's page, and the page of those
 * who want no motion, shows all of them.
 */
export function useReplay(count: number): number {
  const [shown, setShown] = useState(count);
  // The clock is outside React.
  useEffect(() => {
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    setShown(0);
    const beginsAt = performance.now() + BEGINS_MS;
    const timer = window.setInterval(() => {
      const steps = Math.min(count, Math.max(0, Math.floor((performance.now() - beginsAt) / STEP_MS)));
      setShown(steps);
      if (steps === count) window.clearInterval(timer);
    }, STEP_MS);
    return () => window.clearInterval(timer);
  }, [count]);
  return shown;
}
