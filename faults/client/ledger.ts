import { type FileHandle, open, readFile } from "node:fs/promises";
import { z } from "zod";

const common = {
  /** Milliseconds of this process's monotonic clock, as the entry was written. */
  at: z.number(),
  /** As the request was sent, for the last time it was. */
  sentAt: z.number(),
  worker: z.string(),
};
const held = { ...common, trial: z.string(), attempt: z.int() };

const CheckpointHeld = z.object({ step: z.int(), uri: z.string() });

/** What a client knows: what it was promised, and what it sent without learning what became of it. */
const Entry = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("asked"),
    ...common,
    key: z.string(),
    study: z.string(),
    redelivered: z.boolean(),
    trials: z.array(
      z.object({
        id: z.string(),
        number: z.int(),
        attempt: z.int(),
        /** What it is to go on from. */
        checkpoint: CheckpointHeld.nullish(),
      }),
    ),
  }),
  z.object({ kind: z.literal("ended"), ...common, study: z.string(), reason: z.string() }),
  /** Written before the tell is sent. */
  z.object({ kind: z.literal("telling"), ...held, value: z.number() }),
  z.object({ kind: z.literal("told"), ...held, value: z.number() }),
  /** The server said that this tell changed nothing. */
  z.object({ kind: z.literal("refused"), ...held, value: z.number(), code: z.string() }),
  z.object({ kind: z.literal("measured"), ...held, step: z.int(), value: z.number() }),
  z.object({ kind: z.literal("beat"), ...held }),
  /** The server has it: whoever goes on with the trial begins there. */
  z.object({ kind: z.literal("checkpointed"), ...held, ...CheckpointHeld.shape }),
  /** The worker lets go without a word, as a killed one does. */
  z.object({ kind: z.literal("dropped"), ...held }),
]);
export type Entry = z.infer<typeof Entry>;
type WithoutTime<T> = T extends unknown ? Omit<T, "at"> : never;

/**
 * The client's own book. An entry is on the disk before the operation that follows it begins: what is in it was promised,
 * whatever happens to whom afterwards. Entries that wait at the same time share one flush.
 */
export class Ledger {
  #pending: string[] = [];
  #flushing: Promise<void> | undefined;
  /** Entries of acknowledged results, flushed ones only. */
  told = 0;

  private constructor(
    readonly file: string,
    private readonly handle: FileHandle,
  ) {}

  static async open(file: string): Promise<Ledger> {
    return new Ledger(file, await open(file, "a"));
  }

  async note(entry: WithoutTime<Entry>): Promise<void> {
    this.#pending.push(`${JSON.stringify({ ...entry, at: performance.now() })}\n`);
    // The flush under way may have begun before this entry; the one after it has it.
    await this.#flushing;
    if (this.#pending.length > 0) {
      this.#flushing ??= this.#flush().finally(() => {
        this.#flushing = undefined;
      });
    }
    await this.#flushing;
    if (entry.kind === "told") this.told += 1;
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.handle.close();
  }

  async #flush(): Promise<void> {
    const lines = this.#pending.join("");
    this.#pending = [];
    await this.handle.appendFile(lines);
    await this.handle.datasync();
  }
}

/** What the book says, read back from the disk. */
export async function readLedger(file: string): Promise<Entry[]> {
  return (await readFile(file, "utf8"))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => Entry.parse(JSON.parse(line)));
}
