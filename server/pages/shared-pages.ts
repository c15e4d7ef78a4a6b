import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { sharedPagePolicy } from "@/server/auth/content-security-policy";

/** The address holds the secret and strangers open it: it goes into no index, to nobody as a referrer, into no cache. */
const HEADERS = {
  "X-Robots-Tag": "noindex, nofollow, noarchive",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "private, no-store",
} as const;

/**
 * Gives every answer below /share/ its headers and a content security policy of its own, as the last word on what Next and its
 * proxy would say, and whether they say anything or not (S5, S8).
 */
export function sealSharedPages(incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (!isShared(incoming.url ?? "")) return;
  const policy = sharedPagePolicy(btoa(randomUUID()));
  // Next reads the nonce for its own scripts from here.
  incoming.headers["content-security-policy"] = policy;
  const writeHead: (...head: readonly unknown[]) => ServerResponse = outgoing.writeHead.bind(outgoing) as never; // by its overloads
  outgoing.writeHead = (...head: readonly unknown[]) => {
    for (const [name, value] of Object.entries(HEADERS)) outgoing.setHeader(name, value);
    outgoing.setHeader("Content-Security-Policy", policy);
    return writeHead(...head);
  };
}

/** Also where it is written another way: Next may read it so too. */
function isShared(url: string): boolean {
  const [path = ""] = url.split("?", 1);
  try {
    return /^\/+share(?:\/|$)/.test(decodeURIComponent(path));
  } catch {
    return false; // no address that leads anywhere
  }
}
