import type { RequestListener } from "node:http";
import { noteClientAddress } from "@/server/auth/client-address";
import type { TrustedProxies } from "@/server/auth/trusted-proxies";
import { boundBody } from "./bound-body";
import { sealSharedPages } from "./shared-pages";

/** A sign-in is an address and a password; anybody may send one. */
const AUTH_BODY_BYTES_MAX = 64 * 1024;
/** As in the HTTP API: a study's form posts its whole search space. */
const BODY_BYTES_MAX = 1024 * 1024;

/**
 * What every request meets before Next does: it knows whence it comes, it is of a bounded size (S16), shared pages are
 * sealed (S8), and an address that cannot be read leads to where nothing is, instead of breaking the router (R32).
 */
export function guardPages(answerPage: RequestListener, trusted: TrustedProxies): RequestListener {
  return (incoming, outgoing) => {
    noteClientAddress(incoming, trusted);
    incoming.url = readableAddress(incoming.url ?? "");
    sealSharedPages(incoming, outgoing);
    const maxBytes = /^\/api\/auth(?:[/?]|$)/.test(incoming.url ?? "") ? AUTH_BODY_BYTES_MAX : BODY_BYTES_MAX;
    if (boundBody(incoming, outgoing, maxBytes)) answerPage(incoming, outgoing);
  };
}

/** U+FFFD, which decoders put in the place of what they cannot read. No name and no id holds it. */
const REPLACEMENT = "%EF%BF%BD";

/** The address with every part of its path that is not UTF-8 behind its percent signs replaced. */
function readableAddress(url: string): string {
  const [path = "", ...query] = url.split("?");
  const parts = path.split("/").map((part) => (isReadable(part) ? part : REPLACEMENT));
  return [parts.join("/"), ...query].join("?");
}

function isReadable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}
