import { env } from "@/server/env";
import { styleAttributeSources } from "./style-attributes";

/** Of a shared page: it shows, and neither sends nor asks for anything. Next's development server reloads it through `connect`. */
export function sharedPagePolicy(nonce: string): string {
  const quiet = { "default-src": "'none'", "form-action": "'none'" };
  const development = env().mode === "development";
  return written({ ...directives(nonce), ...quiet, ...(development ? {} : { "connect-src": "'none'" }) });
}

/** Nothing from elsewhere, no inline script or style without the page's nonce, no framing. */
export function contentSecurityPolicy(nonce: string): string {
  return written(directives(nonce));
}

function directives(nonce: string) {
  const development = env().mode === "development";
  return {
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
}

function written(policy: Readonly<Record<string, string>>): string {
  return Object.entries(policy)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}
