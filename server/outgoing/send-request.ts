import http from "node:http";
import https from "node:https";
import { isIP, type Socket } from "node:net";
import { checkTarget, hostOf, notPublic } from "./check-target";
import { guardedLookup, publicAddresses, type Resolve, resolveBySystem } from "./guarded-lookup";
import { type OutgoingRules, outgoingRules } from "./outgoing-rules";
import { mayReach } from "./public-address";
import { RefusedTarget } from "./refused-target";

const TIMEOUT_MS = 10_000;
const REPLY_BYTES_MAX = 64 * 1024;
const RESOLVE_MS = 3_000;

export interface OutgoingRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal?: AbortSignal;
}

export interface OutgoingReply {
  readonly status: number;
}

interface Guard {
  readonly rules?: OutgoingRules;
  readonly resolve?: Resolve;
  readonly timeoutMs?: number;
}

/**
 * Whether an address can be sent to, names resolved, as far as it can be said now. What a name leads to may be another thing
 * when it is used: that is looked at again on the connection itself.
 */
export async function assertReachable(
  text: string,
  { rules = outgoingRules(), resolve = resolveBySystem }: Guard = {},
): Promise<void> {
  const host = hostOf(checkTarget(text, rules));
  if (isIP(host) !== 0) return;
  await withTimeout(
    publicAddresses(host, { rules, resolve }).catch((error: unknown) => {
      throw error instanceof RefusedTarget ? error : new RefusedTarget(`${host} cannot be resolved.`);
    }),
    new RefusedTarget(`${host} cannot be resolved in time.`),
  );
}

/**
 * POSTs to an address that a user gave (S12): checked, resolved and connected in one go, on a connection of its own; redirects
 * are answers like others; ten seconds in all; what comes after 64 KiB is not read.
 */
export async function sendRequest(
  request: OutgoingRequest,
  { rules = outgoingRules(), resolve = resolveBySystem, timeoutMs = TIMEOUT_MS }: Guard = {},
): Promise<OutgoingReply> {
  const url = checkTarget(request.url, rules);
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
  return new Promise((resolveReply, reject) => {
    const outgoing = (url.protocol === "https:" ? https : http).request(url, {
      method: "POST",
      headers: { ...request.headers, "Content-Length": String(Buffer.byteLength(request.body)) },
      // A kept connection would be one whose address was looked at for another request.
      agent: false,
      lookup: guardedLookup(rules, resolve),
      maxHeaderSize: 16 * 1024,
      signal,
    });
    const fail = (error: Error): void => {
      outgoing.destroy();
      reject(timeout.aborted ? new Error(`There was no answer within ${timeoutMs / 1000} seconds.`) : error);
    };
    outgoing.on("error", fail);
    outgoing.on("socket", (socket) => refuseStrangeSocket(socket, { rules, host: hostOf(url), fail }));
    outgoing.on("response", (incoming) => {
      skipReply(incoming).then(() => resolveReply({ status: incoming.statusCode ?? 0 }), fail);
    });
    outgoing.end(request.body);
  });
}

interface SocketCheck {
  readonly rules: OutgoingRules;
  readonly host: string;
  readonly fail: (error: Error) => void;
}

/** The last word, on the connection itself, before anything is written to it: whatever led there, it must be a public place. */
function refuseStrangeSocket(socket: Socket, { rules, host, fail }: SocketCheck): void {
  socket.once("connect", () => {
    if (!mayReach(socket.remoteAddress ?? "", rules.networks)) fail(notPublic(host));
  });
}

/** What an endpoint says beyond its status is kept by nobody: whoever chose the address must not read what stands behind it. */
async function skipReply(incoming: http.IncomingMessage): Promise<void> {
  let length = 0;
  for await (const chunk of incoming) {
    length += (chunk as Buffer).length; // no encoding was set
    if (length > REPLY_BYTES_MAX) break; // leaving the loop destroys the connection
  }
}

async function withTimeout<Result>(work: Promise<Result>, late: Error): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late), RESOLVE_MS);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
