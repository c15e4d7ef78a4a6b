import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface Seen {
  /** The last part of the path: `ask`, `measurements`, … */
  readonly verb: string;
  readonly key: string | undefined;
  readonly body: string;
  readonly status: number;
  readonly at: number;
}

export interface Gateway {
  readonly url: string;
  readonly seen: readonly Seen[];
  close(): void;
}

/**
 * Stands before a real server: writes down what passes, answers the first request of each kind with 503 and Retry-After,
 * and shortens the beat of a lease, so that a program of seconds has to send heartbeats.
 */
export async function openGateway(origin: string): Promise<Gateway> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? "";
    const verb = path.split("?")[0]?.split("/").at(-1) ?? "";
    const body = await read(request);
    const note = (status: number): void => {
      const key = request.headers["idempotency-key"]?.toString();
      seen.push({ verb, key, body, status, at: performance.now() });
    };
    if (!seen.some((one) => one.verb === verb)) {
      note(503);
      response.writeHead(503, { "retry-after": "1", "content-type": "application/problem+json" }).end("{}");
      return;
    }
    const { status, headers, text } = await pass(origin + path, request, body);
    note(status);
    const kept = ["content-type", "retry-after"].flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    response.writeHead(status, Object.fromEntries(kept));
    response.end(text.replaceAll(/"heartbeat_every_s":\d+/g, '"heartbeat_every_s":0.2'));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // TCP, so not a pipe's name
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function pass(url: string, request: IncomingMessage, body: string) {
  const { authorization = "", "content-type": type = "", "idempotency-key": key } = request.headers;
  const response = await fetch(url, {
    method: request.method ?? "POST",
    headers: { authorization, "content-type": type, ...(key === undefined ? {} : { "idempotency-key": String(key) }) },
    body,
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
