import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly authorization: string | undefined;
  readonly body: unknown;
  readonly bytes: Buffer;
  readonly at: number;
}

/** `cut`: the connection breaks without an answer. `hang`: no answer ever comes. */
export type Answer =
  | "cut"
  | "hang"
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };
type Script = readonly Answer[] | ((seen: Seen) => Answer);

const ID = "0".repeat(32);
const LEASE = { expires_in_s: 90, heartbeat_every_s: 30 };
export const VERDICT = { verdict: "continue", reason: null, target: null, lease: LEASE };

/** What was handed out, as the API writes it. */
export function handedOut(number: number, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    id: `trl_${ID.slice(0, 31)}${number}`,
    number,
    assignments: { x: 0.5 },
    attempt: 1,
    lease: LEASE,
    fidelity: null,
    checkpoint: null,
    parent: null,
    repeat: null,
    origin: { sampler: "random" },
    space_revision: 1,
    metadata: {},
    ...changes,
  };
}

export const given = (...trials: unknown[]): Answer => ({
  status: 201,
  body: { trials, redelivered: false, reason: null, retry_after_s: null },
});
export const nothingYet = (reason: string, retryAfterS: number): Answer => ({
  status: 202,
  body: { trials: [], redelivered: false, reason, retry_after_s: retryAfterS },
});
export const problem = (status: number, code: string, more: Readonly<Record<string, unknown>> = {}): Answer => ({
  status,
  body: {
    type: `https://tellus.test/docs/errors/${code}`,
    title: code,
    status,
    detail: "Do this.",
    code,
    request_id: "r",
    ...more,
  },
});
export const FINISHED = problem(409, "study_finished", { reason: "budget" });
export const BUSY: Answer = { status: 503, body: {} };

/**
 * A server on loopback for what a real one will not do on command. It answers an address (`POST ask`: the method and the
 * last part of the path) as scripted, its last answer for ever, and all else as a healthy Tellus would.
 */
export class ScriptedServer {
  readonly seen: Seen[] = [];
  readonly #scripts = new Map<string, { readonly script: Script; used: number }>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<ScriptedServer> {
    const server = createServer((request, response) => void scripted.#answer(request, response));
    const scripted = new ScriptedServer(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // TCP, so not a pipe's name
  }

  on(address: string, ...script: readonly Answer[] | [(seen: Seen) => Answer]): this {
    const [first] = script;
    this.#scripts.set(address, {
      script: typeof first === "function" ? first : (script as readonly Answer[]),
      used: 0,
    });
    return this;
  }

  /** What was sent to an address. */
  sent(address: string): readonly Seen[] {
    return this.seen.filter((one) => addressOf(one) === address);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await read(request);
    const seen: Seen = {
      method: request.method ?? "",
      path: request.url ?? "",
      key: request.headers["idempotency-key"]?.toString(),
      authorization: request.headers.authorization,
      body: parse(bytes),
      bytes,
      at: performance.now(),
    };
    this.seen.push(seen);
    const answer = this.#next(seen);
    if (answer === "hang") return;
    if (answer === "cut") return void request.socket.destroy();
    const body = answer.body instanceof Uint8Array ? answer.body : JSON.stringify(answer.body ?? {});
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers }).end(body);
  }

  #next(seen: Seen): Answer {
    const entry = this.#scripts.get(addressOf(seen));
    if (entry === undefined) return healthy(seen);
    if (typeof entry.script === "function") return entry.script(seen);
    entry.used += 1;
    return entry.script[Math.min(entry.used, entry.script.length) - 1] ?? healthy(seen);
  }
}

function addressOf({ method, path }: Pick<Seen, "method" | "path">): string {
  return `${method} ${path.split("?")[0]?.split("/").at(-1)}`;
}

function healthy(seen: Seen): Answer {
  switch (addressOf(seen)) {
    case "GET me":
      return { status: 200, body: { workspace: { id: `ws_${ID}`, slug: "w", name: "W" }, scopes: [] } };
    case "POST ask":
      return FINISHED;
    case "POST tell":
      return { status: 200, body: { trial_id: "t", state: (seen.body as { state: string }).state, values: {} } };
    case "POST release":
      return { status: 200, body: { trial_id: "t", state: "queued" } };
    default:
      return { status: 200, body: VERDICT };
  }
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
