import { createHash } from "node:crypto";
import { existsSync, readlinkSync } from "node:fs";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { afterEach, expect, test, vi } from "vitest";
import { localStore } from "./local-store";

afterEach(() => vi.restoreAllMocks());

/** Hears of every file and folder that is put on the disk, in their order; by its descriptor, which Linux has a name of. */
async function hearSyncs(onSync: (file: string) => void): Promise<void> {
  const handle = await open(tmpdir(), "r");
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const { sync } = prototype;
  vi.spyOn(prototype, "sync").mockImplementation(async function (this: FileHandle) {
    const file = readlinkSync(`/proc/self/fd/${this.fd}`);
    await sync.call(this);
    onSync(file);
  });
}

test.runIf(process.platform === "linux")(
  "R1 a stored file and every new folder that leads to it are on the disk when it is acknowledged",
  async () => {
    const parent = await mkdtemp(path.join(tmpdir(), "tellus-names-"));
    const [directory, space, workspace, artifact] = [
      path.join(parent, "artifacts"),
      "aaaaaaaa",
      "bbbbbbbb",
      "cccccccc",
    ];
    const file = path.join(directory, space, workspace, artifact);
    const synced = { before: [] as string[], after: [] as string[] };
    await hearSyncs((name) => synced[existsSync(file) ? "after" : "before"].push(name));
    const bytes = Buffer.from("weights");
    const expected = { size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
    await localStore({ directory, space }).put(`${workspace}/${artifact}`, Readable.from([bytes]), expected);
    // A folder's name is in the folder above it: the directory's own in its parent.
    expect(synced.before).toContain(parent);
    expect(synced.after).toEqual([path.dirname(file), path.join(directory, space), directory]);
    await rm(parent, { recursive: true });
  },
);
