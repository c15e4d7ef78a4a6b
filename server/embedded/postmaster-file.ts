import { randomUUID } from "node:crypto";
import { link, readdir, readFile, readlink, realpath, rename, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { isProcessAlive, isZombie } from "./process-alive";

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
 * PostgreSQL judges its lock file itself, but asks only whether the recorded process id exists. It therefore refuses to
 * start for good when that id was given to an unrelated program (after a reboot) or belongs to a killed server that
 * nobody reaps (in a container without an init); and when the file is empty, because the server was killed between making
 * and writing it. When the holder is provably not a running PostgreSQL and no PostgreSQL process works in the data
 * directory (a server that starts does before it makes its lock), the file is renamed, never deleted. Linux only: elsewhere
 * there is no such proof.
 */
export async function releaseForeignLock(dataDirectory: string, log: (message: string) => void): Promise<void> {
  if (process.platform !== "linux") return;
  const file = path.join(dataDirectory, "postmaster.pid");
  const judged = await inodeOf(file);
  const held = await readPostmasterFile(dataDirectory);
  if (!held || !(isUnwritten(held) || (await isForeign(held.pid))) || (await isInUse(await realpath(dataDirectory))))
    return;
  // A name of our own: of several processes that start at once, each judges what it moved itself.
  const aside = `${file}.${randomUUID()}`;
  // Gone: another process was quicker, or the holder gave its lock up.
  if (!(await unless("ENOENT", rename(file, aside)))) return;
  if ((await inodeOf(aside)) !== judged) {
    // Another process was quicker and its server already made a new file, which may be empty too: give it back, over nobody's.
    await unless("EEXIST", link(aside, file));
    await unlink(aside);
    return;
  }
  await rename(aside, `${file}.stale`);
  const why = isUnwritten(held) ? "was empty" : `named process ${held.pid}, which is no running PostgreSQL`;
  log(`The database's lock ${why}: set aside as postmaster.pid.stale`);
}

/** An empty first line reads as 0, which no process has. */
const isUnwritten = ({ pid }: PostmasterFile): boolean => pid === 0;

/** What tells a file from another one in its place. */
async function inodeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ ino }) => ino,
    () => undefined,
  );
}

/** Whether the step was done; false when it failed with this code. */
async function unless(code: string, step: Promise<void>): Promise<boolean> {
  return step.then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === code) return false;
      throw error;
    },
  );
}

/** A process that is gone altogether is not foreign: PostgreSQL sees that itself. */
async function isForeign(pid: number): Promise<boolean> {
  if (isZombie(pid)) return true;
  const command = isProcessAlive(pid) ? await commandLine(pid) : undefined;
  return command !== undefined && !command.includes("postgres");
}

async function isInUse(dataDirectory: string): Promise<boolean> {
  const owner = (await stat(dataDirectory)).uid;
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name) || !(await commandLine(Number(name)))?.includes("postgres")) continue;
    // PostgreSQL runs only on a directory of its own account; those of others are none of ours, looked into or not.
    if ((await accountOf(name)) !== owner) continue;
    // A PostgreSQL process works in its data directory; one that we may not look into counts as a user of ours.
    const folder = await readlink(`/proc/${name}/cwd`).catch((error: NodeJS.ErrnoException) =>
      error.code === "ENOENT" || error.code === "ESRCH" ? undefined : dataDirectory,
    );
    if (folder === dataDirectory) return true;
  }
  return false;
}

/** Undefined when the process has ended. */
async function accountOf(pid: string): Promise<number | undefined> {
  return stat(`/proc/${pid}`).then(
    ({ uid }) => uid,
    () => undefined,
  );
}

async function commandLine(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return text === "" ? undefined : text;
}
