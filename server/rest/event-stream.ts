import type { StreamBinding } from "@/lib/contract/operation";
import { STANDARD_HEADERS } from "./reply";

/** Shorter than what proxies and load balancers let a silent connection live, as a rule 60 s. */
const KEEP_ALIVE_MS = 15_000;
/** How long a client waits before it connects again. */
const RETRY_MS = 2_000;

interface EventStream {
  readonly items: AsyncIterable<unknown>;
  readonly message: StreamBinding<unknown>["message"];
  readonly requestId: string;
  /** Hears why a stream broke; its reader sees it end, and connects again. */
  readonly onError: (error: unknown) => void;
}

/**
 * Server-sent events. Items are fetched one by one as the connection takes them, so a slow reader holds nothing in memory
 * but the one that is on its way.
 */
export function eventStreamReply({ items, message, requestId, onError }: EventStream): Response {
  const iterator = items[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let next: Promise<IteratorResult<unknown>> | undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`)),
      async pull(controller) {
        try {
          next ??= iterator.next();
          const result = await orQuiet(next);
          if (result === "quiet") return controller.enqueue(encoder.encode(": keep-alive\n\n"));
          next = undefined;
          if (result.done === true) return controller.close();
          controller.enqueue(encoder.encode(toMessage(result.value, message(result.value))));
        } catch (error) {
          onError(error);
          controller.close();
        }
      },
      cancel: () => void iterator.return?.(),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    status: 200,
    headers: {
      ...STANDARD_HEADERS,
      "Content-Type": "text/event-stream; charset=utf-8",
      // nginx would gather messages otherwise.
      "X-Accel-Buffering": "no",
      "X-Request-Id": requestId,
    },
  });
}

/** JSON has no line breaks outside of strings, and escapes those inside: one line of data. */
function toMessage(item: unknown, { event, id }: ReturnType<EventStream["message"]>): string {
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(item)}\n\n`;
}

async function orQuiet<Value>(value: Promise<Value>): Promise<Value | "quiet"> {
  let timer: NodeJS.Timeout | undefined;
  const quiet = new Promise<"quiet">((resolve) => {
    timer = setTimeout(() => resolve("quiet"), KEEP_ALIVE_MS);
  });
  try {
    return await Promise.race([value, quiet]);
  } finally {
    clearTimeout(timer);
  }
}
