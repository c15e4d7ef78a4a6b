import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, link, mkdir, open, rm, stat } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import type pg from "pg";
import { syncFolder, syncTree } from "@/server/kernel/durable-files";
import { BackupError } from "./backup-error";
import type { BackedUpFiles } from "./manifest";

export const FILES_FOLDER = "files";
export const FILES_LIST = "files.txt";
/** What the snapshot shows, until it is copied. */
const WANTED_LIST = "files.wanted";
const AT_ONCE = 1000;

interface ListedFiles {
  readonly space: string;
  /** The backup's folder. */
  readonly partial: string;
  /** Where artifacts are kept. */
  readonly directory: string;
}

/** Writes down which files the snapshot shows: all artifacts that were finalized. The client has it open. */
export async function listFiles(
  client: pg.Client,
  partial: string,
  directory: string,
): Promise<ListedFiles | undefined> {
  const spaces = await client.query<{ id: string }>("SELECT id FROM public.artifact_space");
  const [space] = spaces.rows;
  if (space === undefined) return undefined; // no server that keeps files ever ran on it
  const list = await open(path.join(partial, WANTED_LIST), "wx", 0o600);
  try {
    await client.query(
      `DECLARE files NO SCROLL CURSOR FOR
       SELECT concat_ws(' ', encode(sha256, 'hex'), size, concat_ws('/', workspace_id, study_id, trial_id, id)) AS line
         FROM public.artifact WHERE state = 'ready' ORDER BY workspace_id, id`,
    );
    for (;;) {
      const { rows } = await client.query<{ line: string }>(`FETCH ${AT_ONCE} FROM files`);
      await list.write(rows.map(({ line }) => `${line}\n`).join(""));
      if (rows.length < AT_ONCE) break;
    }
  } finally {
    await list.close();
  }
  return { space: space.id, partial, directory };
}

interface FilesCopy extends ListedFiles {
  readonly signal: AbortSignal | undefined;
}

/**
 * The listed files, and a list of those that were there, with their hashes. Needs no snapshot any more, as nothing is deleted
 * meanwhile (REMOVAL_LOCK) and a file is never written to once it is there: so on the same disk a second name of it is a copy
 * that takes no room; on another one its bytes are copied.
 */
export async function copyFiles({ space, partial, directory, signal }: FilesCopy): Promise<BackedUpFiles> {
  const wanted = path.join(partial, WANTED_LIST);
  const list = await open(path.join(partial, FILES_LIST), "wx", 0o600);
  const hash = createHash("sha256");
  const counted = { count: 0, bytes: 0, missing: 0 };
  try {
    for await (const line of createInterface({ input: createReadStream(wanted), crlfDelay: Infinity })) {
      signal?.throwIfAborted();
      const [, size = "", name = ""] = line.split(" ");
      const file = { name, size: Number(size) };
      if (!(await addFile(file, { from: path.join(directory, space), to: partial }))) {
        counted.missing += 1;
        continue;
      }
      hash.update(`${line}\n`);
      await list.write(`${line}\n`);
      counted.count += 1;
      counted.bytes += file.size;
    }
    await list.sync();
  } finally {
    await list.close();
  }
  await rm(wanted);
  await syncTree(path.join(partial, FILES_FOLDER));
  await syncFolder(partial);
  return { space, ...counted, sha256: hash.digest("hex") };
}

interface WantedFile {
  readonly name: string;
  readonly size: number;
}

/** False: it is not where it was stored, which its row and this installation's log say too. */
async function addFile(
  { name, size }: WantedFile,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<boolean> {
  const [source, target] = [path.join(from, name), path.join(to, FILES_FOLDER, name)];
  const found = await stat(source).catch(() => undefined);
  if (found === undefined) return false;
  if (found.size !== size) throw new BackupError(`${source} has ${found.size} bytes instead of ${size}.`);
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  await link(source, target).catch(() => copyDurably(source, target));
  return true;
}

async function copyDurably(source: string, target: string): Promise<void> {
  await copyFile(source, target);
  const handle = await open(target, "r+");
  await handle.sync().finally(() => handle.close());
}
