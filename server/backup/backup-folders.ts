import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { makeFolderDurably, syncFolder } from "@/server/kernel/durable-files";
import { BackupError } from "./backup-error";
import { MANIFEST_FILE } from "./manifest";

const NAME = /^tellus-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z$/;
const PARTIAL_MARK = ".partial";
/** What an interrupted backup left behind; none takes this long. */
const ABANDONED_MS = 24 * 3_600_000;

/** `tellus-2026-11-30T03-00-00Z`: sorts by age, and is a legal name on every file system. */
export function folderName(takenAt: Date): string {
  return `tellus-${takenAt.toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
}

/**
 * Has `fill` write into a folder beside the final one and renames it when all is on the disk: a folder with a backup's
 * name is a whole backup. Only its owner may look into either.
 */
export async function makeBackupFolder<Result>(
  directory: string,
  name: string,
  fill: (folder: string) => Promise<Result>,
): Promise<{ folder: string; result: Result }> {
  await makeFolderDurably(directory);
  const folder = path.join(directory, name);
  if (existsSync(folder)) throw new BackupError(`${folder} exists already. Wait a second and try again.`);
  const partial = `${folder}${PARTIAL_MARK}-${process.pid}`;
  await mkdir(partial, { mode: 0o700 });
  try {
    const result = await fill(partial);
    await syncFolder(partial);
    await rename(partial, folder);
    await syncFolder(directory);
    return { folder, result };
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

/** Complete backups, the newest first. */
export async function listBackups(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  return names
    .filter((name) => NAME.test(name) && existsSync(path.join(directory, name, MANIFEST_FILE)))
    .sort()
    .reverse()
    .map((name) => path.join(directory, name));
}

/** Deletes all but the newest `keep` backups, and what interrupted ones left. Touches nothing that is not named like one. */
export async function deleteOldBackups(directory: string, keep: number): Promise<readonly string[]> {
  const old = (await listBackups(directory)).slice(Math.max(1, keep));
  for (const folder of old) await rm(folder, { recursive: true });
  for (const name of await readdir(directory)) {
    if (!NAME.test(name.split(PARTIAL_MARK)[0] ?? "") || !name.includes(PARTIAL_MARK)) continue;
    const partial = path.join(directory, name);
    const { mtimeMs } = await stat(partial);
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(partial, { recursive: true, force: true });
  }
  return old;
}
