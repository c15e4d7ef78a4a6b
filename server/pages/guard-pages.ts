import type { RequestListener } from "node:http";
import { noteClientAddress } from "@/server/auth/client-address";
import type { TrustedProxies } from "@/server/auth/trusted-proxies";
import { boundBody } from "./bound-body";
import { sealSharedPages } from "./shared-pages";

/** A sign-in is an address and a password; anybody may send one. */
const AUTH_BODY_BYTES_MAX = 64 * 1024;
/** As in the HTTP API: a study's form posts its whole search space. */
const BODY_BYTES_MAX = 1024 * 1024;

/** What every request meets before Next does: it knows whence it comes, it is of a bounded size (S16), and shared pages are sealed (S8). */
export function guardPages(answerPage: RequestListener, trusted: TrustedProxies): RequestListener {
  return (incoming, outgoing) => {
    noteClientAddress(incoming, trusted);
    sealSharedPages(incoming, outgoing);
    const maxBytes = /^\/api\/auth(?:[/?]|$)/.test(incoming.url ?? "") ? AUTH_BODY_BYTES_MAX : BODY_BYTES_MAX;
    if (boundBody(incoming, outgoing, maxBytes)) answerPage(incoming, outgoing);
  };
}
