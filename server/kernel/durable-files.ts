import { mkdir, open, readdir } from "node:fs/promises";
import path from "node:path";

/** A new file, readable by its owner only, that is on the disk when this returns. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names in a folder durable; Windows keeps them so by itself and cannot open folders. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

/** Makes the names in a folder and in all that are below it durable. One that is not there holds none. */
export async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return;
  for (const entry of entries) if (entry.isDirectory()) await syncTree(path.join(folder, entry.name));
  await syncFolder(folder);
}

/** Makes the names durable that lead from one folder to a folder below it: each lies in the one before. */
export async function syncFoldersBetween(top: string, bottom: string): Promise<void> {
  for (let at = bottom; at.startsWith(top); at = path.dirname(at)) {
    await syncFolder(at);
    if (at === top || at === path.dirname(at)) return;
  }
}

/** A folder, readable by its owner only, that is on the disk with all that lead to it when this returns. */
export async function makeFolderDurably(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first !== undefined) await syncFoldersBetween(path.dirname(first), path.dirname(folder));
}
