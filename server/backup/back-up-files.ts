import { createHash } from "node:crypto";
import { copyFile, link, mkdir, open, stat } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { BackupError } from "./backup-error";
import { syncFolder } from "./durable-files";
import type { BackedUpFiles } from "./manifest";

export const FILES_FOLDER = "files";
export const FILES_LIST = "files.txt";
const AT_ONCE = 1000;

interface FilesBackup {
  /** In the transaction whose snapshot the backup is of. */
  readonly client: pg.Client;
  readonly partial: string;
  /** Where artifacts are kept. */
  readonly directory: string;
  readonly signal: AbortSignal | undefined;
}

interface FileRow {
  readonly name: string;
  readonly size: string;
  readonly sha256: string;
}

/**
 * The files of all artifacts that the snapshot shows, and a list of them with their hashes. A file is never written to once
 * it is there, so on the same disk a second name of it is a copy that takes no room; on another one its bytes are copied.
 */
export async function backUpFiles({
  client,
  partial,
  directory,
  signal,
}: FilesBackup): Promise<BackedUpFiles | undefined> {
  const spaces = await client.query<{ id: string }>("SELECT id FROM public.artifact_space");
  const [space] = spaces.rows;
  if (space === undefined) return undefined; // no server that keeps files ever ran on it
  const list = await open(path.join(partial, FILES_LIST), "wx", 0o600);
  const hash = createHash("sha256");
  const counted = { count: 0, bytes: 0, missing: 0 };
  try {
    await client.query(
      `DECLARE files NO SCROLL CURSOR FOR SELECT concat_ws('/', workspace_id, study_id, trial_id, id) AS name, size, encode(sha256, 'hex') AS sha256
         FROM public.artifact WHERE state = 'ready' ORDER BY workspace_id, id`,
    );
    for (;;) {
      signal?.throwIfAborted();
      const { rows } = await client.query<FileRow>(`FETCH ${AT_ONCE} FROM files`);
      const lines = await addFiles(rows, { from: path.join(directory, space.id), to: partial });
      const text = lines.map((line) => `${line}\n`).join("");
      hash.update(text);
      await list.write(text);
      counted.count += lines.length;
      counted.missing += rows.length - lines.length;
      counted.bytes += rows.reduce((sum, { size }) => sum + Number(size), 0);
      if (rows.length < AT_ONCE) break;
    }
    await list.sync();
  } finally {
    await list.close();
  }
  return { space: space.id, ...counted, sha256: hash.digest("hex") };
}

/** Gives a line for each file that is there. One that is not was deleted since the snapshot. */
async function addFiles(
  rows: readonly FileRow[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { name, size, sha256 } of rows) {
    const [source, target] = [path.join(from, name), path.join(to, FILES_FOLDER, name)];
    const found = await stat(source).catch(() => undefined);
    if (found === undefined) continue;
    if (found.size !== Number(size)) throw new BackupError(`${source} has ${found.size} bytes instead of ${size}.`);
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    if (!(await isKept(source, target))) continue;
    await syncFolder(path.dirname(target));
    lines.push(`${sha256} ${size} ${name}`);
  }
  return lines;
}

/** False: the file was deleted meanwhile. */
async function isKept(source: string, target: string): Promise<boolean> {
  try {
    await link(source, target).catch(() => copyDurably(source, target));
    return true;
  } catch (error) {
    if (await stat(source).catch(() => undefined)) throw error;
    return false;
  }
}

async function copyDurably(source: string, target: string): Promise<void> {
  await copyFile(source, target);
  const handle = await open(target, "r+");
  await handle.sync().finally(() => handle.close());
}
