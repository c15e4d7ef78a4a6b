import { execFile } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { isProcessAlive } from "@/server/embedded/process-alive";
import { Cluster } from "./cluster";

const FOLDER_MARK = "tellus-faults-";
/** A figure's clusters lie at most so deep: `<volume>/data/postgres`. */
const DEPTH_MAX = 3;
const STOP_WITHIN_MS = 30_000;

/** A throw-away folder that says by its name whose it is: see `removeAbandoned`. */
export async function runFolder(what: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `${FOLDER_MARK}${process.pid}-${what}-`));
  await chmod(folder, 0o755); // for the account that runs PostgreSQL when we are root
  return folder;
}

/**
 * What runs that were killed have left: each folder names its run's process id. A PostgreSQL that still works there is
 * taken over and stopped, as its own password opens it; a small volume that is mounted there is unmounted.
 */
export async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(FOLDER_MARK) || isProcessAlive(Number.parseInt(name.slice(FOLDER_MARK.length), 10))) continue;
    const folder = path.join(tmpdir(), name);
    for (const dataDirectory of await findClusters(folder)) await stopCluster(dataDirectory);
    await unmountBelow(folder);
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The data directories below that an embedded database was made in. */
async function findClusters(folder: string, depth = 0): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (folders.includes("postgres")) return [folder];
  if (depth === DEPTH_MAX) return [];
  return (await Promise.all(folders.map((name) => findClusters(path.join(folder, name), depth + 1)))).flat();
}

async function stopCluster(dataDirectory: string): Promise<void> {
  const cluster = new Cluster(dataDirectory);
  const pid = await cluster.postmaster().catch(() => undefined);
  if (pid === undefined || !isProcessAlive(pid)) return;
  const stopping = cluster.start().then(() => cluster.stop());
  await Promise.race([stopping, sleep(STOP_WITHIN_MS)]).catch(() => undefined);
}

async function unmountBelow(folder: string): Promise<void> {
  const mounts = await readFile("/proc/mounts", "utf8").catch(() => "");
  const below = mounts
    .split("\n")
    .flatMap((line) => line.split(" ")[1] ?? [])
    .filter((place) => place.startsWith(`${folder}/`));
  for (const place of below) await promisify(execFile)("umount", [place]).catch(() => undefined);
}
