import type { IncomingMessage, ServerResponse } from "node:http";
import { errorCatalog } from "@/lib/contract/errors";

/**
 * Refuses a body of more than `maxBytes` with 413: by its Content-Length before any of it is read, else as soon as what came
 * is more. False when the request is answered already. The count sits where Node's parser hands bytes on: a `data` listener
 * would start the stream before the page reads it.
 */
export function boundBody(incoming: IncomingMessage, outgoing: ServerResponse, maxBytes: number): boolean {
  if (Number(incoming.headers["content-length"] ?? 0) > maxBytes) {
    refuse(outgoing, maxBytes);
    return false;
  }
  const push = incoming.push.bind(incoming);
  let size = 0;
  incoming.push = (chunk: Buffer | null, encoding) => {
    const fitted = size <= maxBytes;
    size += chunk?.length ?? 0;
    if (size <= maxBytes) return push(chunk, encoding);
    if (fitted) refuse(outgoing, maxBytes);
    return true; // dropped; the connection ends with the answer
  };
  return true;
}

function refuse(outgoing: ServerResponse, maxBytes: number): void {
  if (outgoing.headersSent) return void outgoing.destroy();
  const { status, title } = errorCatalog.body_too_large;
  const detail = `The body may have at most ${maxBytes / 1024} KiB here. Send less at once.`;
  const body = JSON.stringify({ type: "/docs/errors/body_too_large", title, status, detail, code: "body_too_large" });
  outgoing.writeHead(status, {
    "Content-Type": "application/problem+json",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    Connection: "close",
  });
  outgoing.end(body);
}
