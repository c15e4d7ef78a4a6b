import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** What happens to the bytes of a connection. Everything else a network does to TCP is one of these, or several. */
export type Fault =
  | { readonly kind: "none" }
  /** Every chunk arrives later, in both directions; `jitterMs` more at most, in the order they were sent. */
  | { readonly kind: "delay"; readonly ms: number; readonly jitterMs: number }
  /** The connection breaks as the first bytes arrive: the server sees nothing of the request. */
  | { readonly kind: "cut_before_send" }
  /** The server gets the request and answers; the answer is swallowed and the connection broken. */
  | { readonly kind: "cut_after_processed" }
  /** Nothing arrives, nobody is told. */
  | { readonly kind: "blackhole" }
  /** A reset (RST) in the middle of the answer. */
  | { readonly kind: "reset" }
  /** The answer trickles, so that the server's socket stays full. */
  | { readonly kind: "slow_reader"; readonly bytesPerSecond: number }
  /** The server's side goes away without a word once the request was passed on; the client's side stays open. */
  | { readonly kind: "half_open" }
  /** New connections are reset. */
  | { readonly kind: "refuse" };

/**
 * A TCP proxy in front of one address, that hurts its connections as told. A connection keeps the fault it was opened
 * with, but a blackhole swallows what already is open too, as the end of a route does.
 */
export class FaultProxy {
  readonly #server: Server;
  readonly #connections = new Set<FaultyConnection>();
  #fault: Fault = { kind: "none" };
  /** Connections that met the present fault. */
  met = 0;

  private constructor(private readonly target: { readonly host: string; readonly port: number }) {
    // A server that says no more has not hung up: each direction ends by itself.
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
  }

  static async open(target: { readonly host?: string; readonly port: number }): Promise<FaultProxy> {
    const proxy = new FaultProxy({ host: "127.0.0.1", ...target });
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // TCP, so not a pipe's name
  }

  get open(): number {
    return this.#connections.size;
  }

  set fault(fault: Fault) {
    this.#fault = fault;
    this.met = 0;
    if (fault.kind === "refuse") this.resetAll();
  }

  get fault(): Fault {
    return this.#fault;
  }

  /** Breaks every open connection, on both sides. */
  resetAll(): void {
    for (const connection of this.#connections) connection.reset();
  }

  async close(): Promise<void> {
    this.resetAll();
    this.#server.close();
    await once(this.#server, "close");
  }

  #accept(client: Socket): void {
    client.on("error", () => undefined);
    if (this.#fault.kind !== "none") this.met += 1;
    if (this.#fault.kind === "refuse") {
      client.resetAndDestroy();
      return;
    }
    const connection = new FaultyConnection({
      client,
      target: this.target,
      fault: this.#fault,
      swallows: () => this.#fault.kind === "blackhole",
    });
    this.#connections.add(connection);
    connection.ended.then(() => this.#connections.delete(connection));
  }
}

interface ConnectionParts {
  readonly client: Socket;
  readonly target: { readonly host: string; readonly port: number };
  readonly fault: Fault;
  /** Whether the proxy is a blackhole now, whatever it was when this connection began. */
  readonly swallows: () => boolean;
}

class FaultyConnection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #fault: Fault;
  readonly #swallows: () => boolean;
  readonly ended: Promise<unknown>;

  constructor({ client, target, fault, swallows }: ConnectionParts) {
    this.#client = client;
    this.#fault = fault;
    this.#swallows = swallows;
    this.#server = connect({ ...target, allowHalfOpen: true, noDelay: true });
    this.#server.on("error", () => this.reset());
    client.on("error", () => this.reset());
    // A half-open connection is the client's alone: the end of the server's side is what it must not hear of.
    this.#server.on("close", () => this.#fault.kind !== "half_open" && client.destroy());
    client.on("close", () => this.#server.destroy());
    this.ended = new Promise((resolve) => client.once("close", resolve));
    this.#pass(client, this.#server, (chunk) => this.#onRequest(chunk));
    this.#pass(this.#server, client, (chunk) => this.#onAnswer(chunk));
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }

  /** Hands chunks to `onChunk` one after the other, and the end of the stream after the last. */
  #pass(from: Socket, to: Socket, onChunk: (chunk: Buffer) => Promise<void> | void): void {
    let before = Promise.resolve();
    from.on("data", (chunk: Buffer) => {
      from.pause();
      before = before.then(() => (this.#swallows() ? undefined : onChunk(chunk))).then(() => void from.resume());
    });
    from.on("end", () => void before.then(() => !this.#swallows() && !to.destroyed && to.end()));
  }

  async #onRequest(chunk: Buffer): Promise<void> {
    switch (this.#fault.kind) {
      case "cut_before_send":
        return this.reset();
      case "delay":
        await this.#wait();
        return write(this.#server, chunk);
      case "half_open":
        await write(this.#server, chunk);
        this.#server.resetAndDestroy();
        return;
      default:
        return write(this.#server, chunk);
    }
  }

  async #onAnswer(chunk: Buffer): Promise<void> {
    switch (this.#fault.kind) {
      case "cut_after_processed":
        return this.reset();
      case "reset":
        await write(this.#client, chunk.subarray(0, Math.ceil(chunk.length / 2)));
        return this.reset();
      case "delay":
        await this.#wait();
        return write(this.#client, chunk);
      case "slow_reader":
        return this.#trickle(chunk, this.#fault.bytesPerSecond);
      default:
        return write(this.#client, chunk);
    }
  }

  #wait(): Promise<void> {
    if (this.#fault.kind !== "delay") return Promise.resolve();
    return after(this.#fault.ms + Math.random() * this.#fault.jitterMs);
  }

  async #trickle(chunk: Buffer, bytesPerSecond: number): Promise<void> {
    const size = Math.max(1, Math.floor(bytesPerSecond / TRICKLES_PER_SECOND));
    for (let at = 0; at < chunk.length && !this.#client.destroyed; at += size) {
      await after(1000 / TRICKLES_PER_SECOND);
      await write(this.#client, chunk.subarray(at, at + size));
    }
  }
}

const TRICKLES_PER_SECOND = 20;

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until the receiver has room again: the proxy holds no more than the network would. */
function write(socket: Socket, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed || socket.writableEnded) return resolve();
    socket.write(chunk, () => resolve());
  });
}
