"use client";

import { useEffect, useRef } from "react";

/**
 * Gives the focus on when what had it goes away with its place on the page, as a button does that has done its work:
 * else it would be nowhere, and Tab would begin at the top of the page.
 */
export function useFocusAfter(shown: boolean, heir: () => HTMLElement | null | undefined): void {
  const before = useRef(shown);
  // The focus belongs to the browser.
  useEffect(() => {
    const gone = before.current && !shown;
    before.current = shown;
    if (gone && document.activeElement === document.body) heir()?.focus({ preventScroll: true });
  });
}
