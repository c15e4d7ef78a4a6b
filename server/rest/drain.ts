import type { Server } from "node:http";

interface DrainOptions {
  /** Requests still running then are cut. */
  readonly timeoutMs: number;
}

/**
 * Takes no new connection, lets the requests in flight finish, and gives how many connections had to be cut. Idle
 * connections are closed at once and again while waiting: one that was answering becomes idle.
 */
export async function drain(server: Server, { timeoutMs }: DrainOptions): Promise<number> {
  if (!server.listening) return 0;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  server.closeIdleConnections();
  let timer: NodeJS.Timeout | undefined;
  const timedOut = new Promise<"timed out">((resolve) => {
    timer = setTimeout(() => resolve("timed out"), timeoutMs);
  });
  try {
    if ((await Promise.race([closed, timedOut])) !== "timed out") return 0;
    const cut = await countConnections(server);
    server.closeAllConnections();
    await closed;
    return cut;
  } finally {
    clearInterval(sweep);
    clearTimeout(timer);
  }
}

function countConnections(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count ?? 0)));
}
