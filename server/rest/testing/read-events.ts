interface ReadEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

export interface ReadEvents {
  readonly response: Response;
  /** The next event; rejects when none comes in time, or the stream ends. */
  next(timeoutMs?: number): Promise<ReadEvent>;
  /** Comments so far. */
  readonly comments: readonly string[];
  /** Resolves when the other side ended the stream. */
  ended(): Promise<void>;
  leave(): void;
}

/** A reader of server-sent events (HTML, section 9.2), as little of one as a test needs. */
export async function readEvents(url: string, headers: Readonly<Record<string, string>>): Promise<ReadEvents> {
  const left = new AbortController();
  const response = await fetch(url, { headers, signal: left.signal });
  const comments: string[] = [];
  const events: ReadEvent[] = [];
  let wake: () => void = () => {};
  let isOver = false;
  const reading = response.ok
    ? (async () => {
        for await (const block of blocksOf(response)) {
          const fields = new Map(block.split("\n").map((line) => splitField(line)));
          if (fields.has("")) comments.push(fields.get("") ?? "");
          const data = fields.get("data");
          if (data !== undefined) events.push({ event: fields.get("event") ?? "message", id: fields.get("id"), data });
          wake();
        }
      })()
    : Promise.resolve();
  const over = reading
    .catch(() => {})
    .finally(() => {
      isOver = true;
      wake();
    });
  return {
    response,
    comments,
    async next(timeoutMs = 5_000) {
      const until = performance.now() + timeoutMs;
      for (;;) {
        const event = events.shift();
        if (event !== undefined) return event;
        if (isOver || performance.now() > until) throw new Error(isOver ? "The stream ended." : "No event came.");
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, Math.max(0, until - performance.now()));
        });
      }
    },
    ended: () => over,
    leave: () => left.abort(),
  };
}

function splitField(line: string): [name: string, value: string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

async function* blocksOf(response: Response): AsyncGenerator<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    yield* blocks;
  }
}
