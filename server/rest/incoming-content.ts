import type { IncomingMessage } from "node:http";
import { AppError } from "@/server/kernel/app-error";
import type { IncomingContent } from "@/server/kernel/context";
import { RequestAborted } from "./body";

/** An upload of which nothing came for so long is given up: it holds a place among the uploads, and a file. */
const SILENCE_MS = 30_000;

/** The body as the bytes it is, for operations that take some. */
export function incomingContent(incoming: IncomingMessage): IncomingContent {
  const { "content-encoding": encoding, "content-length": length } = incoming.headers;
  if (encoding !== undefined && encoding.trim().toLowerCase() !== "identity") {
    throw new AppError("unsupported_media_type", "Send the bytes as they are, without Content-Encoding.");
  }
  return { length: length === undefined ? undefined : Number(length), stream: bytesOf(incoming) };
}

async function* bytesOf(incoming: IncomingMessage): AsyncGenerator<Uint8Array> {
  let isSilent = false;
  const timer = setTimeout(() => {
    isSilent = true;
    incoming.destroy();
  }, SILENCE_MS);
  try {
    for await (const piece of incoming) {
      timer.refresh();
      yield piece;
    }
  } catch (cause) {
    if (isSilent) throw new RequestAborted("No byte came for 30 seconds.", { cause });
    throw incoming.destroyed && !incoming.complete ? new RequestAborted("The caller went away.", { cause }) : cause;
  } finally {
    clearTimeout(timer);
  }
}
