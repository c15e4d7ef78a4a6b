import { env } from "@/server/env";
import { styleAttributeSources } from "./style-attributes";

/** Nothing from elsewhere, no inline script or style without the page's nonce, no framing. */
export function contentSecurityPolicy(nonce: string): string {
  const development = env().mode === "development";
  const directives = {
    "default-src": "'self'",
    // React's development build evaluates code to rebuild stacks of the server; the product never does.
    "script-src": `'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src": development ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    "style-src-attr": development ? "'unsafe-inline'" : `'unsafe-hashes' ${styleAttributeSources}`,
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}
