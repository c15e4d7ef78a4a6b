"use client";

import { useEffect, useState } from "react";

/** The time, moving on. Starts with the server's so that both write the same first page. */
export function useNow(initialMs: number, everyMs = 1000): number {
  const [now, setNow] = useState(initialMs);
  // The clock is outside React.
  useEffect(() => {
    const tick = () => setNow(Date.now());
    tick();
    const timer = window.setInterval(tick, everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return now;
}
