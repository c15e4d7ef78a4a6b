import type { IncomingMessage } from "node:http";
import { AppError } from "@/server/kernel/app-error";
import { redactText } from "@/server/log/redact";

const VISIBLE = /^[\x21-\x7e]{1,255}$/;

/** `Idempotency-Key`, which POST and PATCH take. */
export function idempotencyKey(incoming: IncomingMessage): string | undefined {
  const key = single(incoming, "idempotency-key");
  if (key === undefined || VISIBLE.test(key)) return key;
  throw new AppError("malformed_request", "Idempotency-Key must be 1 to 255 visible ASCII characters, without spaces.");
}

/** The version in `If-Match: "7"`; undefined when any version will do. */
export function matchedVersion(incoming: IncomingMessage): number | undefined {
  const tag = single(incoming, "if-match");
  if (tag === undefined || tag === "*") return undefined;
  const version = /^"(\d{1,15})"$/.exec(tag)?.[1];
  if (version !== undefined) return Number(version);
  // Weak and foreign tags are well formed but match none of ours (RFC 9110, section 13.1.1).
  if (/^(?:W\/)?"[\x21\x23-\x7e]*"$/.test(tag)) {
    throw new AppError("precondition_failed", "If-Match names no version of this. Read it again and send its ETag.");
  }
  throw new AppError("malformed_request", 'If-Match must be one ETag, as in If-Match: "7", or *.');
}

/** `Last-Event-ID`, which a client sends when a stream was cut; empty when it had received nothing. */
export function lastEventId(incoming: IncomingMessage): string | undefined {
  const id = single(incoming, "last-event-id");
  return id === "" ? undefined : id;
}

const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

/** An inbound request id goes into logs and headers, so only a plain one is taken over, and none that looks like a key. */
export function inboundRequestId(incoming: IncomingMessage): string | undefined {
  const id = incoming.headers["x-request-id"];
  return typeof id === "string" && REQUEST_ID.test(id) && redactText(id) === id ? id : undefined;
}

function single(incoming: IncomingMessage, name: string): string | undefined {
  const values = incoming.headersDistinct[name];
  if (values === undefined) return undefined;
  if (values.length > 1)
    throw new AppError("malformed_request", `The header ${name} was sent more than once. Send it once.`);
  return values[0];
}
