import { mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { releaseForeignLock } from "./postmaster-file";

/** What another process does between the look at the lock and the look for who works in its directory. */
const meanwhile = vi.hoisted(() => ({ do: async (): Promise<void> => undefined }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const realpath = async (name: string): Promise<string> => {
    await meanwhile.do();
    return real.realpath(name);
  };
  return { ...real, realpath };
});

let data: string;
let lock: string;
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), "tellus-lock-"));
  lock = path.join(data, "postmaster.pid");
});
afterEach(() => rm(data, { recursive: true }));

test.runIf(process.platform === "linux")(
  "R28 the lock that a server has made and not written yet stays, where another one as empty was judged a moment before",
  async () => {
    await writeFile(lock, "");
    meanwhile.do = async () => {
      await rename(lock, `${lock}.stale`);
      await writeFile(lock, "");
    };
    const said: string[] = [];
    const before = (await stat(lock)).ino;
    await releaseForeignLock(data, (message) => void said.push(message));
    expect(said).toEqual([]);
    expect((await stat(`${lock}.stale`)).ino).toBe(before);
    await writeFile(lock, "1", { flag: "r+" });
    expect(await readFile(lock, "utf8")).toBe("1");
  },
);
