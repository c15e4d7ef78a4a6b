import { publicAddress } from "@/server/kernel/public-address";

/**
 * Whether a request that carries cookies comes from a page of ours. Browsers always send Origin with a POST, and a page
 * cannot choose it; missing and `null` are refused. Besides the public address the request's own host counts: a local
 * server is reached as localhost and as 127.0.0.1.
 */
export function isSameOrigin(headers: Headers): boolean {
  const origin = headers.get("origin");
  if (origin === null || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (url.protocol !== "http:" && url.protocol !== "https:") return false;
  return url.origin === publicAddress() || url.host === headers.get("host");
}
