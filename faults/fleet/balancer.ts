import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface LoadBalancer {
  readonly kind: string;
  readonly port: number;
  /** Sends the replica on this port nothing more, and returns when it has answered what it was sent. */
  drain(port: number, withinMs?: number): Promise<void>;
  /** Takes the replica into rotation again. */
  restore(port: number): Promise<void>;
  close(): Promise<void>;
}

interface Backend {
  readonly port: number;
  healthy: boolean;
  /** Out of rotation: what it works on it finishes, nothing new is sent. */
  drained: boolean;
  active: number;
}

const CHECK_EVERY_MS = 200;
const CHECK_WITHIN_MS = 1_500;

/**
 * A small load balancer for tests and trying: the fewest requests under way first, `/readyz` as the health check, another
 * replica when a connection is refused, and draining. A request that reached a replica is never sent to a second one:
 * only its sender knows whether it may be repeated.
 */
export class Balancer implements LoadBalancer {
  readonly kind = "own";
  readonly #server: Server;
  readonly #backends = new Map<number, Backend>();
  /** Connections are kept, except to a replica that is being drained. */
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  readonly #checks: NodeJS.Timeout;

  private constructor(ports: readonly number[]) {
    for (const port of ports) this.#backends.set(port, { port, healthy: true, drained: false, active: 0 });
    this.#server = createServer((incoming, outgoing) => this.#forward(incoming, outgoing, new Set()));
    // Waits belong to the replicas and their clients.
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 65_000;
    this.#checks = setInterval(() => void this.#check(), CHECK_EVERY_MS);
  }

  static async open(options: {
    readonly ports: readonly number[];
    readonly port?: number;
    readonly host?: string;
  }): Promise<Balancer> {
    const balancer = new Balancer(options.ports);
    balancer.#server.listen(options.port ?? 0, options.host ?? "127.0.0.1");
    await once(balancer.#server, "listening");
    return balancer;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // TCP, so not a pipe's name
  }

  async drain(port: number, withinMs = 35_000): Promise<void> {
    const backend = this.#backend(port);
    backend.drained = true;
    const deadline = performance.now() + withinMs;
    while (backend.active > 0 && performance.now() < deadline) await after(10);
  }

  async restore(port: number): Promise<void> {
    const backend = this.#backend(port);
    backend.drained = false;
    backend.healthy = true;
  }

  async close(): Promise<void> {
    clearInterval(this.#checks);
    this.#server.closeAllConnections();
    this.#server.close();
    this.#agent.destroy();
    await once(this.#server, "close");
  }

  #backend(port: number): Backend {
    const backend = this.#backends.get(port);
    if (backend === undefined) throw new Error(`There is no replica on port ${port}.`);
    return backend;
  }

  #choose(tried: ReadonlySet<number>): Backend | undefined {
    const usable = [...this.#backends.values()].filter(({ drained, port }) => !drained && !tried.has(port));
    const healthy = usable.filter(({ healthy }) => healthy);
    return (healthy.length > 0 ? healthy : usable).toSorted((left, right) => left.active - right.active)[0];
  }

  #forward(incoming: IncomingMessage, outgoing: ServerResponse, tried: Set<number>): void {
    const backend = this.#choose(tried);
    if (backend === undefined) return refuse(outgoing, "No replica is ready.");
    backend.active += 1;
    let connected = false;
    const release = onlyOnce(() => {
      backend.active -= 1;
    });
    const onward = request({
      host: "127.0.0.1",
      port: backend.port,
      method: incoming.method,
      path: incoming.url,
      headers: forwardedHeaders(incoming),
      agent: this.#agent,
    });
    // The body is kept back until somebody is there to take it: a refused connection goes to the next replica.
    const begin = () => {
      connected = true;
      incoming.pipe(onward);
    };
    onward.on("socket", (socket) => (socket.connecting ? socket.once("connect", begin) : begin()));
    onward.on("response", (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.on("error", () => outgoing.destroy());
      answer.on("close", release);
    });
    onward.on("error", (error: NodeJS.ErrnoException) => {
      release();
      if (outgoing.headersSent) return void outgoing.destroy();
      if (!connected && error.code === "ECONNREFUSED") {
        backend.healthy = false;
        return this.#forward(incoming, outgoing, tried.add(backend.port));
      }
      refuse(outgoing, "The replica broke off. The request may have been carried out.");
    });
    outgoing.on("close", () => outgoing.writableEnded || onward.destroy());
  }

  async #check(): Promise<void> {
    await Promise.all(
      [...this.#backends.values()].map(async (backend) => {
        const answer = await fetch(`http://127.0.0.1:${backend.port}/readyz`, {
          signal: AbortSignal.timeout(CHECK_WITHIN_MS),
        }).catch(() => undefined);
        backend.healthy = answer?.ok === true;
      }),
    );
  }
}

/** Whom the request came from goes on in X-Forwarded-For; what concerns one connection only does not. */
function forwardedHeaders(incoming: IncomingMessage): Record<string, string | string[] | undefined> {
  const { connection: _connection, "keep-alive": _keepAlive, ...headers } = incoming.headers;
  const before = headers["x-forwarded-for"];
  const from = incoming.socket.remoteAddress ?? "";
  return { ...headers, "x-forwarded-for": before === undefined ? from : `${String(before)}, ${from}` };
}

function refuse(outgoing: ServerResponse, detail: string): void {
  if (outgoing.headersSent) return void outgoing.destroy();
  const body = JSON.stringify({ type: "about:blank", title: "Unavailable", status: 503, code: "unavailable", detail });
  outgoing.writeHead(503, {
    "Content-Type": "application/problem+json",
    "Retry-After": "1",
    "Content-Length": Buffer.byteLength(body),
  });
  outgoing.end(body);
}

function onlyOnce(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
