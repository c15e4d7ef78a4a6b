import { readdir, readFile, readlink, realpath, rename } from "node:fs/promises";
import path from "node:path";
import { isProcessAlive } from "./process-alive";

export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
}

/** What postmaster.pid says: a claim to be checked, as the file outlives a killed server. */
export async function readPostmasterFile(dataDirectory: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(path.join(dataDirectory, "postmaster.pid"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const [pid, , , port] = text.split("\n");
  return { pid: Number(pid), port: Number(port) };
}

/**
 * PostgreSQL judges its lock file itself but for one case: after a reboot the recorded process id may belong to an
 * unrelated process, and it then refuses to start for good. When that process is provably not PostgreSQL and no
 * PostgreSQL process works in the data directory, the file is renamed (never deleted). Linux only: elsewhere the
 * proof is not to be had, and the file stays.
 */
export async function releaseForeignLock(dataDirectory: string, log: (message: string) => void): Promise<void> {
  if (process.platform !== "linux") return;
  const held = await readPostmasterFile(dataDirectory);
  if (!held || !isProcessAlive(held.pid)) return;
  const command = await commandLine(held.pid);
  if (command === undefined || command.includes("postgres")) return;
  if (await isInUse(await realpath(dataDirectory))) return;
  const file = path.join(dataDirectory, "postmaster.pid");
  await rename(file, `${file}.stale`);
  log(`The database's lock named process ${held.pid}, which is not PostgreSQL: lock set aside as postmaster.pid.stale`);
}

async function isInUse(dataDirectory: string): Promise<boolean> {
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name) || !(await commandLine(Number(name)))?.includes("postgres")) continue;
    // A PostgreSQL process works in its data directory; one that we may not look into counts as a user of ours.
    const folder = await readlink(`/proc/${name}/cwd`).catch((error: NodeJS.ErrnoException) =>
      error.code === "ENOENT" || error.code === "ESRCH" ? undefined : dataDirectory,
    );
    if (folder === dataDirectory) return true;
  }
  return false;
}

async function commandLine(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return text === "" ? undefined : text;
}
