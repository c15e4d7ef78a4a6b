import { AppError } from "@/server/kernel/app-error";
import { processSingleton } from "@/server/kernel/process";
import { busy } from "@/server/kernel/unexpected";

/** upload: bytes come · read: a stored file is sent out, or compared with what was announced */
export type Transfer = "upload" | "read";

/** At once in this process, of each kind: each has its connection, and its file or its connection to the storage. */
const TRANSFERS_MAX = 64;
/** So that one workspace leaves room for others. */
const PER_WORKSPACE = 48;
const RETRY_AFTER_SECONDS = 3;
/** A download that nobody began to take by then is none. */
const UNREAD_MS = 30_000;

const WORDS: Readonly<Record<Transfer, string>> = { upload: "uploaded", read: "downloaded or compared" };

type Seats = Readonly<Record<Transfer, Map<string, number>>>;
const seats = (): Seats => processSingleton("artifact-transfers", () => ({ upload: new Map(), read: new Map() }));

/** How many transfers of this kind there are in this process. */
export function openTransfers(kind: Transfer): number {
  return [...seats()[kind].values()].reduce((sum, count) => sum + count, 0);
}

/** A place among the transfers of this process; who has it gives it back by calling what it gets. */
export function takeTransferSeat(kind: Transfer, workspaceId: string): () => void {
  const taken = seats()[kind].get(workspaceId) ?? 0;
  if (openTransfers(kind) >= TRANSFERS_MAX) throw busy();
  if (taken >= PER_WORKSPACE) {
    throw new AppError(
      "rate_limited",
      `${taken} files of this workspace are being ${WORDS[kind]} right now. Try again shortly.`,
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
  }
  seats()[kind].set(workspaceId, taken + 1);
  let isLeft = false;
  return () => {
    if (isLeft) return;
    isLeft = true;
    const now = (seats()[kind].get(workspaceId) ?? 1) - 1;
    if (now === 0) seats()[kind].delete(workspaceId);
    else seats()[kind].set(workspaceId, now);
  };
}

/** The bytes, with a seat that is left when they end, break, or nobody wants them any more, also before the first. */
export function seated(content: AsyncIterable<Uint8Array>, leave: () => void): AsyncIterableIterator<Uint8Array> {
  const iterator = content[Symbol.asyncIterator]();
  let isOver = false;
  const end = async (): Promise<IteratorResult<Uint8Array>> => {
    isOver = true;
    clearTimeout(unread);
    leave();
    await iterator.return?.();
    return { done: true, value: undefined };
  };
  const unread = setTimeout(() => void end(), UNREAD_MS).unref();
  return {
    async next() {
      if (isOver) throw new Error("Nobody took these bytes in time.");
      clearTimeout(unread);
      const piece = await iterator.next().catch(async (error: unknown) => {
        await end();
        throw error;
      });
      return piece.done === true ? end() : piece;
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
