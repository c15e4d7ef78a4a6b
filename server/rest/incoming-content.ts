import type { IncomingMessage } from "node:http";
import { AppError } from "@/server/kernel/app-error";
import type { IncomingContent } from "@/server/kernel/context";
import { type Pace, Patience, TRANSFER_PACE } from "@/server/kernel/pace";
import { RequestAborted } from "./body";

/** The body as the bytes it is, for operations that take some. */
export function incomingContent(incoming: IncomingMessage, pace: Pace = TRANSFER_PACE): IncomingContent {
  const { "content-encoding": encoding, "content-length": length } = incoming.headers;
  if (encoding !== undefined && encoding.trim().toLowerCase() !== "identity") {
    throw new AppError("unsupported_media_type", "Send the bytes as they are, without Content-Encoding.");
  }
  return { length: length === undefined ? undefined : Number(length), stream: bytesOf(incoming, pace) };
}

/** An upload that is silent or trickles is given up: it holds a place among the uploads, and a file. Our own time with a piece is none of it. */
async function* bytesOf(incoming: IncomingMessage, pace: Pace): AsyncGenerator<Uint8Array> {
  const patience = new Patience(pace);
  const pieces = incoming[Symbol.asyncIterator]();
  let isSlow = false;
  const next = async () => {
    const began = performance.now();
    const timer = setTimeout(() => {
      isSlow = true;
      incoming.destroy();
    }, patience.leftMs);
    const piece = await pieces.next().finally(() => clearTimeout(timer));
    patience.waited(performance.now() - began);
    return piece;
  };
  try {
    for (let piece = await next(); piece.done !== true; piece = await next()) {
      patience.moved(piece.value.length);
      yield piece.value;
    }
  } catch (cause) {
    if (isSlow) throw new RequestAborted("The bytes came too slowly.", { cause });
    throw incoming.destroyed && !incoming.complete ? new RequestAborted("The caller went away.", { cause }) : cause;
  } finally {
    await pieces.return?.();
  }
}
