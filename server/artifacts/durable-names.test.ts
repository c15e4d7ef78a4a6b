import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { localStore } from "./local-store";

/** In their order: files that were given a name, and folders whose names were put on the disk. */
const { events } = vi.hoisted(() => ({ events: [] as string[] }));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  return {
    ...real,
    rename: async (from: string, to: string) => {
      await real.rename(from, to);
      events.push(`named ${to}`);
    },
    open: async (file: string, ...more: []) => {
      const handle = await real.open(file, ...more);
      const sync = handle.sync.bind(handle);
      handle.sync = async () => {
        await sync();
        events.push(`synced ${file}`);
      };
      return handle;
    },
  };
});

let directory: string;
beforeEach(async () => {
  directory = path.join(await mkdtemp(path.join(tmpdir(), "tellus-names-")), "artifacts");
  events.length = 0;
});
afterEach(() => rm(path.dirname(directory), { recursive: true }));

test.skipIf(process.platform === "win32")(
  "R1 a stored file and every new folder that leads to it are on the disk when it is acknowledged",
  async () => {
    const [space, workspace, artifact] = ["aaaaaaaa", "bbbbbbbb", "cccccccc"];
    const bytes = Buffer.from("weights");
    const expected = { size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
    await localStore({ directory, space }).put(`${workspace}/${artifact}`, Readable.from([bytes]), expected);
    const named = events.indexOf(`named ${path.join(directory, space, workspace, artifact)}`);
    const after = events.slice(named + 1);
    expect(named).toBeGreaterThanOrEqual(0);
    // A folder's name is in the folder above it: the directory's own in its parent.
    const leading = [path.join(directory, space, workspace), path.join(directory, space), directory];
    expect(after).toEqual(leading.map((folder) => `synced ${folder}`));
    expect(events).toContain(`synced ${path.dirname(directory)}`);
  },
);
