import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

export const SERVE_ARGUMENT = "serve";

export const ServeOptions = z.object({
  /** Another engine than the product's, a file beside the bundle. */
  engineWorker: z.string().optional(),
});
export type ServeOptions = z.infer<typeof ServeOptions>;

const ServerAddress = z.object({
  port: z.int(),
  apiKey: z.string(),
  projectId: z.string(),
  /** A superuser's address of the same database, for what is compared and looked up. */
  adminUrl: z.string(),
  workspaceId: z.string(),
  postgres: z.string(),
});
export type ServerAddress = z.infer<typeof ServerAddress>;

export interface ServerProcess extends ServerAddress {
  readonly pid: number;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

/** Starts the server and its database in a throw-away directory, and removes both at the end. */
export async function startServerProcess(options: ServeOptions = {}): Promise<ServerProcess> {
  const directory = await mkdtemp(path.join(tmpdir(), "tellus-bench-"));
  await chmod(directory, 0o755); // for the account that runs PostgreSQL when we are root
  const child = fork(fileURLToPath(import.meta.url), [SERVE_ARGUMENT, directory, JSON.stringify(options)]);
  const stop = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    await rm(directory, { recursive: true, force: true });
  };
  try {
    return { ...(await firstMessage(child)), pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function firstMessage(child: ChildProcess): Promise<ServerAddress> {
  const ended = once(child, "exit").then(() => {
    throw new Error("The server ended before it was ready; its message is above.");
  });
  const [message] = await Promise.race([
    once(child, "message", { signal: AbortSignal.timeout(START_TIMEOUT_MS) }),
    ended,
  ]);
  ended.catch(() => undefined);
  return ServerAddress.parse(message);
}
