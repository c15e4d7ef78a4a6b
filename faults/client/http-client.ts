import { Agent, request } from "node:http";

export interface Call {
  readonly origin: string;
  readonly method?: "GET" | "POST" | "PATCH";
  readonly path: string;
  readonly body?: unknown;
  /** Idempotency-Key. */
  readonly key?: string;
  readonly timeoutMs?: number;
  /** A connection of its own, closed afterwards. */
  readonly alone?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
  readonly ms: number;
}

/** No answer: whether the request was carried out is unknown. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** HTTP as training code does it: kept connections, a limit of time, and nothing repeated by itself. */
export class HttpClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, maxFreeSockets: 1024 });

  constructor(private readonly apiKey: string) {}

  call({ origin, method = "POST", path, body, key, timeoutMs = 30_000, alone = false }: Call): Promise<Answer> {
    const started = performance.now();
    const text = body === undefined ? "" : JSON.stringify(body);
    const { hostname, port } = new URL(origin);
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => reject(new NoAnswer(error.message, { cause: error }));
      const sent = request({
        host: hostname,
        port,
        method,
        path: path.startsWith("/readyz") ? path : `/api/v1${path}`,
        agent: alone ? false : this.#agent,
        headers: {
          authorization: `Bearer ${this.apiKey}`,
          ...(body === undefined
            ? {}
            : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
          ...(key === undefined ? {} : { "idempotency-key": key }),
          ...(alone ? { connection: "close" } : {}),
        },
      });
      const timer = setTimeout(() => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
      sent.on("error", fail);
      sent.on("close", () => clearTimeout(timer));
      sent.on("response", (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", fail);
        answer.on("aborted", () => fail(new Error("broken off in the middle")));
        answer.on("end", () => {
          const parsed = parse(Buffer.concat(chunks).toString());
          if (!answer.complete || parsed === undefined) return fail(new Error("broken off in the middle"));
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: parsed,
            ms: performance.now() - started,
          });
        });
      });
      sent.end(text);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
