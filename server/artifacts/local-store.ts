import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { makeFolderDurably, syncFoldersBetween } from "@/server/kernel/durable-files";
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
      await makeFolderDurably(partial);
      const file = path.join(partial, `${partsOf(name).at(-1)}-${randomUUID()}`);
      const written = createWriteStream(file, { flags: "wx", mode: 0o600, flush: true });
      try {
        await pipeline(Readable.from(checkedContent(content, expected)), written);
        await moveDurably(file, { to: at(name), directory });
      } catch (error) {
        // pipeline does not wait for it: a file that is still being opened would be there again.
        if (!written.closed) await new Promise<void>((closed) => written.once("close", () => closed()));
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
      const faults: unknown[] = [];
      for await (const { name, modifiedAt } of walk(partial, "")) {
        if (Date.now() - modifiedAt.getTime() > olderThanMs)
          await rm(path.join(partial, name), { force: true }).catch((error) => faults.push(error));
      }
      if (faults.length > 0) throw faults[0];
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
async function moveDurably(from: string, { to, directory }: { to: string; directory: string }): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    await mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
    try {
      await rename(from, to);
      break;
    } catch (error) {
      if (!isAbsent(error) || tries === FOLDER_TRIES) throw error;
    }
  }
  // Each time all of them: who finds a folder there does not know whether who made it has come so far.
  await syncFoldersBetween(directory, path.dirname(to));
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

/** A folder that cannot be read is told at the end: it hides nothing but what it holds. */
async function* walk(folder: string, prefix: string): AsyncGenerator<StoredFile> {
  const faults: unknown[] = [];
  const unread = (error: unknown) => {
    if (!isAbsent(error)) faults.push(error);
    return [];
  };
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(unread)) {
    const name = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      const within = walk(file, name);
      yield* guarded(within, unread);
    } else if (entry.isFile()) {
      const found = await stat(file).catch(() => undefined); // deleted meanwhile
      if (found !== undefined) yield { name, modifiedAt: found.mtime };
    }
  }
  if (faults.length > 0) throw faults[0];
}

/** What is said of an error after the last item is no error of the consumer's: that one never comes here. */
async function* guarded<Item>(items: AsyncIterable<Item>, onFault: (error: unknown) => void): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (error) {
    onFault(error);
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
