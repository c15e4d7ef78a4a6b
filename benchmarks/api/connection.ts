import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface Reply {
  readonly status: number;
  readonly body: string;
}

const HEAD_END = "\r\n\r\n";

/**
 * One kept-alive HTTP connection with one request on its way at a time, opened again where the server closed it while it
 * was idle. It shares two cores with what it measures, so it does the least that can be right: replies must have a
 * Content-Length, which all of ours have.
 */
export class Connection {
  #socket: Socket | undefined;
  readonly #head: string;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | undefined;

  readonly #port: number;

  constructor({ port, apiKey }: { readonly port: number; readonly apiKey: string }) {
    this.#port = port;
    this.#head = `Host: 127.0.0.1\r\nAuthorization: Bearer ${apiKey}\r\nContent-Type: application/json\r\n`;
  }

  /** Opens it first where need be: the server does not wait long for the first request of one that is silent. */
  async post(path: string, body: unknown): Promise<Reply> {
    const socket = this.#socket ?? (await this.#connect());
    const text = JSON.stringify(body);
    const length = Buffer.byteLength(text);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      socket.write(`POST /api/v1${path} HTTP/1.1\r\n${this.#head}Content-Length: ${length}${HEAD_END}${text}`);
    });
  }

  async #connect(): Promise<Socket> {
    const socket = connect(this.#port, "127.0.0.1");
    await once(socket, "connect");
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("error", (error) => this.#waiting?.reject(error));
    socket.on("close", () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#waiting?.reject(new Error("The server closed the connection."));
    });
    this.#received = Buffer.alloc(0);
    this.#socket = socket;
    return socket;
  }

  close(): void {
    this.#waiting?.reject(new Error("The client has closed the connection."));
    this.#waiting = undefined;
    this.#socket?.destroy();
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.#received.toString("latin1", 0, headEnd);
    const length = /^content-length: (\d+)$/im.exec(head)?.[1];
    if (length === undefined) return this.#waiting?.reject(new Error(`A reply has no Content-Length:\n${head}`));
    const bodyStart = headEnd + HEAD_END.length;
    if (this.#received.length < bodyStart + Number(length)) return;
    const body = this.#received.toString("utf8", bodyStart);
    this.#received = Buffer.alloc(0);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (/^connection: close$/im.test(head)) {
      this.#socket?.destroy();
      this.#socket = undefined;
    }
    waiting?.resolve({ status: Number(head.slice(9, 12)), body });
  }
}
