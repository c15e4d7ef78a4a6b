import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type ArtifactStore, StorageFull, type StoredFile } from "./artifact-store";
import { checkedContent } from "./checked-content";

/** Uploads under way; a name of its own, so that nobody takes one for a file. */
const PARTIAL = "partial";
/** Another upload's clearing away may take a folder just made. */
const FOLDER_TRIES = 5;

interface LocalStore {
  /** Of this installation; the files of one database lie in a folder of it. */
  readonly directory: string;
  /** That folder's name. */
  readonly space: string;
}

/** Files in a directory of this machine, or one that all replicas share. */
export function localStore({ directory, space }: LocalStore): ArtifactStore {
  const root = path.join(directory, space);
  const partial = path.join(directory, PARTIAL);
  const at = (name: string): string => path.join(root, ...partsOf(name));
  return {
    place: root,
    async put(name, content, expected) {
      await mkdir(partial, { recursive: true, mode: 0o700 });
      const file = path.join(partial, `${partsOf(name).at(-1)}-${randomUUID()}`);
      try {
        const written = createWriteStream(file, { flags: "wx", mode: 0o600, flush: true });
        await pipeline(Readable.from(checkedContent(content, expected)), written);
        await moveDurably(file, at(name));
      } catch (error) {
        await rm(file, { force: true });
        throw isFull(error) ? new StorageFull(`There is no room left in ${directory}.`, { cause: error }) : error;
      }
    },
    size: (name) =>
      stat(at(name)).then(
        ({ size }) => size,
        (error) => (isAbsent(error) ? undefined : Promise.reject(error)),
      ),
    read: (name, span) => createLazily(() => createReadStream(at(name), span)),
    async remove(name) {
      await rm(at(name), { force: true });
      await removeEmptyFolders(path.dirname(at(name)), root);
    },
    list: () => walk(root, ""),
    async removeUnfinished(olderThanMs) {
      for await (const { name, modifiedAt } of walk(partial, "")) {
        if (Date.now() - modifiedAt.getTime() > olderThanMs) await rm(path.join(partial, name), { force: true });
      }
    },
  };
}

/** Names are made of ids by us; anything else would be a mistake of ours, and must not become a path. */
function partsOf(name: string): readonly string[] {
  const parts = name.split("/");
  if (!parts.every((part) => /^[0-9a-f-]{8,64}$/.test(part))) throw new Error(`${name} is not a name of a file.`);
  return parts;
}

/** The file is on the disk under its name when this returns, also after a power cut. */
async function moveDurably(from: string, to: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    await mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
    try {
      await rename(from, to);
      break;
    } catch (error) {
      if (!isAbsent(error) || tries === FOLDER_TRIES) throw error;
    }
  }
  if (process.platform === "win32") return; // it keeps names by itself, and opens no folders
  const folder = await open(path.dirname(to), "r");
  await folder.sync().finally(() => folder.close());
}

async function removeEmptyFolders(folder: string, root: string): Promise<void> {
  for (let at = folder; at !== root && at.startsWith(root); at = path.dirname(at)) {
    const emptied = await rmdir(at).then(
      () => true,
      () => false, // not empty, or gone already
    );
    if (!emptied) return;
  }
}

async function* walk(folder: string, prefix: string): AsyncGenerator<StoredFile> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error) => {
    if (isAbsent(error)) return [];
    throw error;
  });
  for (const entry of entries) {
    const name = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(file, name);
    else if (entry.isFile()) {
      const found = await stat(file).catch(() => undefined); // deleted meanwhile
      if (found !== undefined) yield { name, modifiedAt: found.mtime };
    }
  }
}

/** A stream that is opened and never read would keep its file open. */
async function* createLazily(create: () => Readable): AsyncGenerator<Uint8Array> {
  yield* create();
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);
const isAbsent = (error: unknown): boolean => codeOf(error) === "ENOENT";
/** A full disk, and a user's share of one. */
const isFull = (error: unknown): boolean => ["ENOSPC", "EDQUOT"].includes(String(codeOf(error)));
