import type { z } from "zod";
import type { StreamOperation } from "@/lib/contract/operation";
import { AppError } from "./app-error";
import type { Context } from "./context";
import { mayCall } from "./may-call";
import { processSingleton } from "./process";
import { admit, type ServiceResult } from "./service";

/** A revoked key must lose its streams within five seconds (S6): this, and the two seconds for which a found key is trusted. */
const RECHECK_EVERY_MS = 1_500;
/** Of one actor in this process. A client needs one per study that it follows. */
const STREAMS_PER_ACTOR = 16;
const STREAMS_MAX = 2_000;
const RETRY_AFTER_SECONDS = 5;

export interface StreamService<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly operation: StreamOperation<string, Input, Output>;
  run(context: Context, input: unknown): Promise<ServiceResult<AsyncIterable<z.output<Output>>>>;
}

type Open<Input extends z.ZodType, Output extends z.ZodType> = (
  context: Context,
  input: z.output<Input>,
) => Promise<AsyncIterable<z.input<Output>>>;

/**
 * Binds an operation that streams to what opens its stream. Refusals come before the first item, as with any other
 * operation. The stream ends with the context's signal, and as soon as its actor may no longer call the operation; the
 * caller then learns why by calling again.
 */
export function streamService<Input extends z.ZodType, Output extends z.ZodType>(
  operation: StreamOperation<string, Input, Output>,
  open: Open<Input, Output>,
): StreamService<Input, Output> {
  return {
    operation,
    async run(context, rawInput) {
      const input = admit(context, operation, rawInput);
      const leaveSeat = takeSeat(context.actor.id);
      const ended = new AbortController();
      const watch = watchActor(context, operation, ended);
      const signal = AbortSignal.any([context.signal, ended.signal]);
      const close = (): void => {
        clearInterval(watch);
        leaveSeat();
        ended.abort();
      };
      // Also when nobody ever reads, as after HEAD.
      signal.addEventListener("abort", close, { once: true });
      try {
        const items = await open({ ...context, signal }, input);
        return { output: parseEach({ items, operation, signal, close }), replayed: false };
      } catch (error) {
        close();
        throw error;
      }
    },
  };
}

interface Parsing<Input extends z.ZodType, Output extends z.ZodType> {
  readonly items: AsyncIterable<z.input<Output>>;
  readonly operation: StreamOperation<string, Input, Output>;
  readonly signal: AbortSignal;
  readonly close: () => void;
}

/** Parsing strips what is not declared, item by item. */
async function* parseEach<Input extends z.ZodType, Output extends z.ZodType>({
  items,
  operation,
  signal,
  close,
}: Parsing<Input, Output>): AsyncGenerator<z.output<Output>> {
  try {
    for await (const item of items) {
      if (signal.aborted) return;
      yield operation.output.parse(item);
    }
  } finally {
    close();
  }
}

function watchActor(
  { recheckActor }: Context,
  { scope }: StreamOperation,
  ended: AbortController,
): NodeJS.Timeout | undefined {
  if (recheckActor === undefined) return undefined;
  const recheck = async (): Promise<void> => {
    if (!mayCall(await recheckActor(), scope)) ended.abort();
  };
  // What cannot be asked is not known to be allowed: the caller comes back when it can.
  return setInterval(() => void recheck().catch(() => ended.abort()), RECHECK_EVERY_MS).unref();
}

const seats = (): Map<string, number> => processSingleton("open-streams", () => new Map<string, number>());

/** How many streams are open in this process, for tests of leaks. */
export function openStreams(): number {
  return [...seats().values()].reduce((sum, count) => sum + count, 0);
}

function takeSeat(actorId: string): () => void {
  const taken = seats().get(actorId) ?? 0;
  if (taken >= STREAMS_PER_ACTOR || openStreams() >= STREAMS_MAX) {
    throw new AppError(
      "rate_limited",
      `There are ${taken} streams open for this key already; at most ${STREAMS_PER_ACTOR} may be. Close one, or try again later.`,
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
  }
  seats().set(actorId, taken + 1);
  let left = false;
  return () => {
    if (left) return;
    left = true;
    const now = (seats().get(actorId) ?? 1) - 1;
    if (now === 0) seats().delete(actorId);
    else seats().set(actorId, now);
  };
}
