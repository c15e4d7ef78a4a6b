import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { isTrusted, type TrustedProxies } from "./trusted-proxies";

/**
 * The address a request comes from, for limits. `noteClientAddress` writes this header before a page sees the request and so
 * drops what a client sent under its name.
 */
const CLIENT_ADDRESS_HEADER = "x-tellus-client-address";

export function clientAddress(headers: Headers): string {
  return headers.get(CLIENT_ADDRESS_HEADER) ?? "unknown";
}

/** To be called once per request, before anything reads its headers. */
export function noteClientAddress(incoming: IncomingMessage, trusted: TrustedProxies): void {
  incoming.headers[CLIENT_ADDRESS_HEADER] = originOf(incoming, trusted);
}

/**
 * Goes back from the connection through X-Forwarded-For, from the right, for as long as a trusted proxy vouches for the entry
 * before. What stands further left, or is no address, could have been written by anybody.
 */
function originOf({ socket, headers }: IncomingMessage, trusted: TrustedProxies): string {
  let address = toAddress(socket.remoteAddress ?? "") ?? "unknown";
  const forwarded = [headers["x-forwarded-for"] ?? []].flat().join(",").split(",").reverse();
  for (const [hop, entry] of forwarded.entries()) {
    const before = toAddress(entry);
    if (before === undefined || !isTrusted(trusted, { address, hop })) break;
    address = before;
  }
  return address;
}

/** Without port, brackets, zone, and IPv4 without its IPv6 clothes: one client has one spelling. */
function toAddress(text: string): string | undefined {
  const trimmed = text.trim().replace(/^\[([^\]]*)\](?::\d+)?$/, "$1");
  const bare = (/^\d+\.\d+\.\d+\.\d+:\d+$/.test(trimmed) ? trimmed.replace(/:\d+$/, "") : trimmed)
    .replace(/%.*$/, "")
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, "");
  return isIP(bare) === 0 ? undefined : bare;
}
