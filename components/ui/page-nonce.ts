/**
 * The nonce of the page that is open, for the few libraries that add a `style` element of their own. Browsers hide it from
 * selectors and attributes, but not from the scripts that already run with it.
 */
export function pageNonce(): string | undefined {
  if (typeof document === "undefined") return undefined;
  return document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce || undefined;
}
