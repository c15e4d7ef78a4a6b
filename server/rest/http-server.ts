import { createServer, type IncomingMessage, type RequestListener, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { errorCatalog } from "@/lib/contract/errors";
import { type Pace, TRANSFER_PACE } from "@/server/kernel/pace";
import { cutSlowReader } from "./slow-reader";

export interface HttpServerOptions {
  readonly headersTimeout: number;
  /** Until the whole request, body included, has come. The wait of an ask begins after that and is not counted. */
  readonly requestTimeout: number;
  /** Longer than load balancers keep idle connections (60 s as a rule), so that it is never us who close under a request. */
  readonly keepAliveTimeout: number;
  readonly maxHeaderSize: number;
  readonly connectionsCheckingInterval: number;
  /** How slowly whoever downloads a file may take it. */
  readonly downloadPace: Pace;
}

export const httpServerOptions: HttpServerOptions = {
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 75_000,
  maxHeaderSize: 16 * 1024,
  connectionsCheckingInterval: 2000,
  downloadPace: TRANSFER_PACE,
};

/** A server that refuses what no client of ours sends before any of the application sees it. */
export function createHttpServer(listener: RequestListener, options: HttpServerOptions = httpServerOptions): Server {
  const { requestTimeout, downloadPace, ...rest } = options;
  const server = createServer(
    // Node's limit would be one for all: uploads have a pace instead, as they may be large; the others are limited below.
    { ...rest, requestTimeout: 0, requireHostHeader: false, insecureHTTPParser: false },
    guarded(listener, { requestTimeout, downloadPace }),
  );
  server.on("clientError", answerClientError);
  // CONNECT would make us a proxy.
  server.on("connect", (_request, socket) => endWith(socket, NO_CONNECT));
  return server;
}

interface Refusal {
  readonly status: number;
  readonly code: "malformed_request" | "method_not_allowed";
  readonly detail: string;
}

/** Refuses before the application sees it. An absolute-form target is for proxies; TRACE echoes headers, keys among them. */
function guarded(
  listener: RequestListener,
  { requestTimeout, downloadPace }: Pick<HttpServerOptions, "requestTimeout" | "downloadPace">,
): RequestListener {
  return (incoming, outgoing) => {
    if (isDownload(incoming)) cutSlowReader(outgoing, downloadPace);
    if (isUpload(incoming)) outgoing.once("finish", () => limitArrival(incoming, LEFTOVER_MS));
    else limitArrival(incoming, requestTimeout);
    const target = incoming.url ?? "";
    const isPath = target.startsWith("/") || (target === "*" && incoming.method === "OPTIONS");
    if (incoming.method === "TRACE") endWith(incoming.socket, NO_TRACE);
    else if (!isPath) endWith(incoming.socket, NO_PATH);
    // Checked here and not by Node, whose refusal is no problem document.
    else if (incoming.httpVersion === "1.1" && incoming.headers.host === undefined) endWith(incoming.socket, NO_HOST);
    // A question about the server as a whole (RFC 9110, section 9.3.7), which no route of the application is.
    else if (target === "*") outgoing.writeHead(204).end();
    else listener(incoming, outgoing);
  };
}

/** How long the rest of an upload may come that was refused, so that its sender reads the refusal and no broken connection. */
const LEFTOVER_MS = 10_000;

function isUpload({ method, url = "" }: IncomingMessage): boolean {
  return method === "PUT" && /^\/api\/v1\/artifacts\/\w+\/content$/.test(url);
}

/** Of the API, and of the page that shows a trial's files. */
function isDownload({ method, url = "" }: IncomingMessage): boolean {
  return method === "GET" && /^\/api\/(?:v1\/artifacts\/\w+\/content|artifacts\/[\w-]+\/\w+)(?:\?|$)/.test(url);
}

/** Ends a request whose body has not come in time. Node's own limit is one for all requests, and that of uploads. */
function limitArrival(incoming: IncomingMessage, withinMs: number): void {
  const { "content-length": length = "0", "transfer-encoding": encoding } = incoming.headers;
  if (incoming.complete || incoming.destroyed || (length === "0" && encoding === undefined)) return;
  const timer = setTimeout(() => {
    if (!incoming.complete) endWith(incoming.socket, LATE);
  }, withinMs);
  incoming.once("close", () => clearTimeout(timer));
}

const NO_TRACE: Refusal = { status: 405, code: "method_not_allowed", detail: "TRACE is not taken." };
const NO_CONNECT: Refusal = { status: 405, code: "method_not_allowed", detail: "CONNECT is not taken." };
const NO_PATH = malformed(400, "The request target must be a path that starts with a slash.");
const NO_HOST = malformed(400, "The Host header is missing.");
const NOT_HTTP = malformed(400, "This is not well-formed HTTP/1.1.");

const LATE = malformed(408, "The request did not arrive in time.");

/** By the code of the parser's error. */
const PARSER_REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: malformed(431, "The headers may have at most 16 KiB."),
  ERR_HTTP_REQUEST_TIMEOUT: LATE,
};

function malformed(status: number, detail: string): Refusal {
  return { status, code: "malformed_request", detail };
}

function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
  else endWith(socket, PARSER_REFUSALS[error.code ?? ""] ?? NOT_HTTP);
}

function endWith(socket: Duplex, { status, code, detail }: Refusal): void {
  const { title } = errorCatalog[code];
  const body = JSON.stringify({ type: `/docs/errors/${code}`, title, status, detail, code });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      "Content-Type: application/problem+json",
      "Cache-Control: private, no-store",
      "X-Content-Type-Options: nosniff",
      `Content-Length: ${Buffer.byteLength(body)}`,
      "Connection: close",
      "",
      body,
    ].join("\r\n"),
  );
}
