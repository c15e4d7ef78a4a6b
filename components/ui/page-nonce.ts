/**
 * The nonce of the page that is open, for the few libraries that add a `style` element of their own. Browsers hide it from
 * selectors and attributes, but not from the scripts that already run with it.
 */
export function pageNonce(): string | undefined {
  if (typeof document === "undefined") return undefined;
  return document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce || undefined;
}

/** Where libraries that add a `style` element look for the nonce by themselves: Radix locks the page behind a dialog with one. */
export function offerPageNonce(): void {
  if (typeof window !== "undefined") Reflect.set(window, "__webpack_nonce__", pageNonce());
}
