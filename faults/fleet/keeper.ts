import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { isProcessAlive } from "@/server/embedded/process-alive";
import { removeAbandoned } from "./abandoned";

/** With it, the bundle of the suite is the keeper instead. */
export const KEEPER_ARGUMENT = "keep";
/** What the suite starts can be told by its command line, should a process id have been given away since. */
const OURS = /end-with-parent\.mjs|haproxy|client_faults\.py/;
const CHILDREN_END_WITHIN_MS = 5_000;

let keeper: ChildProcess | undefined;

/**
 * Starts a process that outlives this one however it ends, and then ends what it has started: a killed suite leaves no
 * server, no PostgreSQL and no folder behind. It learns of our end by that of the pipe between us.
 */
export function startKeeper(bundle: string): void {
  keeper = spawn(process.execPath, [bundle, KEEPER_ARGUMENT], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  keeper.on("error", () => undefined);
  keeper.stdin?.on("error", () => undefined);
  // It does not keep us.
  keeper.unref();
}

/** To be ended with us. Nothing happens where there is no keeper. */
export function noteChild(pid: number | undefined): void {
  if (pid !== undefined) keeper?.stdin?.write(`${pid}\n`);
}

/** The keeper's own work. */
export async function keepWatch(): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
  const suite = process.ppid;
  const pids = new Set<number>();
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => pids.add(Number(line)));
  await once(lines, "close");
  await waitUntil(() => !isProcessAlive(suite));
  for (const pid of pids) if (await isOurs(pid)) kill(pid);
  await waitUntil(() => ![...pids].some(isProcessAlive));
  await removeAbandoned();
}

async function waitUntil(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + CHILDREN_END_WITHIN_MS;
  while (!condition() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function isOurs(pid: number): Promise<boolean> {
  if (!isProcessAlive(pid)) return false;
  const { stdout } = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({
    stdout: "",
  }));
  return OURS.test(stdout);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
}
