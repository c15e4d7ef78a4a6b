import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { AppError } from "@/server/kernel/app-error";
import { scanJson } from "./json-scan";
import { withoutNegativeZero } from "./negative-zero";

export const BODY_BYTES_MAX = 1024 * 1024;

/** The caller went away before the whole body had come; nobody is there to read an answer. */
export class RequestAborted extends Error {
  override readonly name = "RequestAborted";
}

/**
 * Reads a JSON body within the limits and gives the checked value; an absent body is an empty object, so that operations
 * without fields can be called without one. The bytes are counted as they come: Content-Length may lie or be missing.
 */
export async function readJsonBody(incoming: IncomingMessage): Promise<unknown> {
  checkHeaders(incoming);
  const bytes = await readBytes(incoming);
  if (bytes.length === 0) return {};
  if (incoming.headers["content-type"] === undefined) throw unsupportedMediaType();
  return parseJsonBytes(bytes);
}

export function parseJsonBytes(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new AppError("malformed_json", "The body is not valid UTF-8. Send JSON encoded as UTF-8.");
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  const { hasNegativeZero } = scanJson(text);
  const value = parse(text);
  return hasNegativeZero ? withoutNegativeZero(value) : value;
}

/** Methods without a body: one that comes all the same is refused, not skipped, so that no two readers disagree on where it ends. */
export function refuseBody(incoming: IncomingMessage): void {
  const { "content-length": length, "transfer-encoding": encoding } = incoming.headers;
  if (encoding !== undefined || (length !== undefined && length !== "0")) {
    throw new AppError("malformed_request", `${incoming.method} takes no body. Put the fields into the query.`);
  }
}

const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?;?$/i;

function checkHeaders(incoming: IncomingMessage): void {
  const { "content-type": type, "content-encoding": encoding, "content-length": length } = incoming.headers;
  const transfer = incoming.headers["transfer-encoding"];
  if (type !== undefined && !JSON_TYPE.test(type.trim())) throw unsupportedMediaType();
  const isEncoded = encoding !== undefined && encoding.trim().toLowerCase() !== "identity";
  if (isEncoded || (transfer !== undefined && transfer.trim().toLowerCase() !== "chunked")) {
    throw new AppError(
      "unsupported_media_type",
      "Compressed bodies are not taken. Send the JSON as it is, without Content-Encoding.",
    );
  }
  if (length !== undefined && Number(length) > BODY_BYTES_MAX) throw bodyTooLarge();
}

function readBytes(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (done: () => void) => {
      incoming.off("data", onData).off("end", onEnd).off("error", onGone).off("close", onGone);
      done();
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_BYTES_MAX) return settle(() => reject(bodyTooLarge()));
      chunks.push(chunk);
    };
    const onEnd = () =>
      settle(() => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)));
    const onGone = (cause?: unknown) => settle(() => reject(new RequestAborted("The caller went away.", { cause })));
    incoming.on("data", onData).on("end", onEnd).on("error", onGone).on("close", onGone);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("malformed_json", "The body is not valid JSON.", { cause });
  }
}

function bodyTooLarge(): AppError {
  return new AppError("body_too_large", "The body may have at most 1 MiB. Send less at once.");
}

function unsupportedMediaType(): AppError {
  return new AppError(
    "unsupported_media_type",
    "The body must be JSON. Send the header Content-Type: application/json.",
  );
}
