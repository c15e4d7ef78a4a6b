import { createHmac, timingSafeEqual } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly path: string;
  readonly id: string;
  readonly timestamp: number;
  readonly signatures: readonly string[];
  readonly body: string;
}

export interface WebhookReceiver {
  readonly port: number;
  readonly url: (path: string) => string;
  /** Everything that came, in order. */
  readonly received: Received[];
  /** What to answer at a path: a status, or nothing ever. */
  readonly answers: Map<string, number | "nothing">;
  /** How long an answer takes. */
  delayMs: number;
  /** The most requests to one path that were open at the same time. */
  mostAtOnce(path: string): number;
  close(): Promise<void>;
}

/** An endpoint as a user would have one, on loopback. */
export async function startWebhookReceiver(at = 0): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const answers = new Map<string, number | "nothing">();
  const open = new Map<string, number>();
  const most = new Map<string, number>();
  const receiver = { delayMs: 0 };
  const server = http.createServer(async (request, response) => {
    const path = request.url ?? "";
    open.set(path, (open.get(path) ?? 0) + 1);
    most.set(path, Math.max(most.get(path) ?? 0, open.get(path) ?? 0));
    response.once("close", () => open.set(path, (open.get(path) ?? 1) - 1));
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
    received.push({
      path,
      id: String(request.headers["webhook-id"]),
      timestamp: Number(request.headers["webhook-timestamp"]),
      signatures: String(request.headers["webhook-signature"]).split(" "),
      body,
    });
    const answer = answers.get(path) ?? 204;
    if (answer === "nothing") return;
    await new Promise((resolve) => setTimeout(resolve, receiver.delayMs));
    response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => server.listen(at, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // TCP, so not a pipe's name
  return Object.assign(receiver, {
    port,
    url: (path: string) => `http://127.0.0.1:${port}${path}`,
    received,
    answers,
    mostAtOnce: (path: string) => most.get(path) ?? 0,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}

/** As the specification tells receivers to do it (Standard Webhooks 1.0, "Verifying webhook authenticity"). */
export function isSignedWith(secret: string, { id, timestamp, body, signatures }: Received): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const wanted = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  return signatures.some((signature) => {
    const [version, text = ""] = signature.split(",");
    const given = Buffer.from(text, "base64");
    return version === "v1" && given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}
