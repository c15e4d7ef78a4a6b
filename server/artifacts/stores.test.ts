import { execFile } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ArtifactStore, ContentMismatch, StorageFull, StorageUnavailable } from "./artifact-store";
import { localStore } from "./local-store";
import type { S3Settings } from "./s3-request";
import { s3Store } from "./s3-store";
import { type S3Server, startS3Server } from "./testing/s3-server";

const run = promisify(execFile);
const newName = () => [1, 2, 3, 4].map(() => randomUUID()).join("/");
const expectedOf = (bytes: Buffer) => ({
  size: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});

/** In pieces, as they come from a connection. */
async function* inPieces(bytes: Buffer, size = 60_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function* cutOff(bytes: Buffer): AsyncGenerator<Buffer> {
  yield* inPieces(bytes.subarray(0, bytes.length / 2));
  throw new Error("the caller went away");
}

let directory: string;
let server: S3Server;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "tellus-stores-"));
  server = await startS3Server();
});
afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

/** Other storage to run the same tests on: TELLUS_TEST_S3=http://key:secret@127.0.0.1:9000/bucket */
function otherStorage(): S3Settings | undefined {
  // biome-ignore lint/style/noProcessEnv: of this test alone
  const given = process.env.TELLUS_TEST_S3;
  if (given === undefined) return undefined;
  const { protocol, host, username, password, pathname } = new URL(given);
  return {
    endpoint: new URL(`${protocol}//${host}`),
    region: "us-east-1",
    bucket: pathname.slice(1),
    prefix: "",
    accessKeyId: decodeURIComponent(username),
    secretAccessKey: decodeURIComponent(password),
  };
}

const other = otherStorage();
const stores: [string, () => ArtifactStore][] = [
  ["a directory", () => localStore({ directory, space: randomUUID() })],
  ["S3", () => s3Store({ settings: server.settings, space: randomUUID() })],
  ...(other === undefined
    ? []
    : [
        ["other S3-compatible storage", () => s3Store({ settings: other, space: randomUUID() })] as [
          string,
          () => ArtifactStore,
        ],
      ]),
];

async function listed(store: ArtifactStore): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of store.list()) names.push(name);
  return names.sort();
}

describe.each(stores)("files in %s", (_name, open) => {
  test("come back as they were stored, whole and in ranges, and are gone once removed", async () => {
    const store = open();
    const [name, bytes] = [newName(), randomBytes(300_001)];
    expect(await store.size(name)).toBeUndefined();
    await store.put(name, inPieces(bytes), expectedOf(bytes));
    expect(await store.size(name)).toBe(bytes.length);
    expect((await buffer(store.read(name))).equals(bytes)).toBe(true);
    expect((await buffer(store.read(name, { start: 7, end: 250_000 }))).equals(bytes.subarray(7, 250_001))).toBe(true);
    await store.remove(name);
    await store.remove(name);
    expect(await store.size(name)).toBeUndefined();
    await expect(buffer(store.read(name))).rejects.toThrow();
  });

  test("an empty file is a file", async () => {
    const store = open();
    const name = newName();
    await store.put(name, inPieces(Buffer.alloc(0)), expectedOf(Buffer.alloc(0)));
    expect([await store.size(name), (await buffer(store.read(name))).length]).toEqual([0, 0]);
  });

  test("are all listed, over several pages, each with its time", async () => {
    const store = open();
    const names = [newName(), newName(), newName(), newName(), newName()].sort();
    for (const name of names) await store.put(name, inPieces(Buffer.from(name)), expectedOf(Buffer.from(name)));
    expect(await listed(store)).toEqual(names);
    for await (const { modifiedAt } of store.list())
      expect(Math.abs(Date.now() - modifiedAt.getTime())).toBeLessThan(60_000);
  });

  test.each([
    ["too few bytes", (bytes: Buffer) => inPieces(bytes.subarray(1))],
    ["too many bytes", (bytes: Buffer) => inPieces(Buffer.concat([bytes, bytes.subarray(0, 1)]))],
    ["other bytes", (bytes: Buffer) => inPieces(Buffer.concat([bytes.subarray(1), bytes.subarray(0, 1)]))],
    ["a stream that breaks", cutOff],
  ])("%s leave nothing, and what was stored before as it was", async (what, streamOf) => {
    const store = open();
    const [before, bytes, name] = [randomBytes(100_000), randomBytes(200_000), newName()];
    await store.put(name, inPieces(before), expectedOf(before));
    for (const at of [name, newName()]) {
      const failure = store.put(at, streamOf(bytes), expectedOf(bytes));
      await expect(failure).rejects.toThrow(what === "a stream that breaks" ? "the caller went away" : ContentMismatch);
    }
    expect(await listed(store)).toEqual([name]);
    expect((await buffer(store.read(name))).equals(before)).toBe(true);
  });

  test("ten uploads of one file at once leave one file, which is right", async () => {
    const store = open();
    const [name, bytes] = [newName(), randomBytes(150_000)];
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => {
        const put = store.put(name, index % 3 === 0 ? cutOff(bytes) : inPieces(bytes), expectedOf(bytes));
        return index % 3 === 0 ? expect(put).rejects.toThrow("the caller went away") : put;
      }),
    );
    expect(await listed(store)).toEqual([name]);
    expect((await buffer(store.read(name))).equals(bytes)).toBe(true);
  });
});

describe("a directory", () => {
  test("keeps no folder without a file, and no part of an upload once that is old", async () => {
    const place = await mkdtemp(path.join(directory, "folders-"));
    const store = localStore({ directory: place, space: randomUUID() });
    const [name, bytes] = [newName(), randomBytes(10)];
    await store.put(name, inPieces(bytes), expectedOf(bytes));
    await store.remove(name);
    const [partial, young, old] = [path.join(place, "partial"), randomUUID(), randomUUID()];
    await mkdir(partial, { recursive: true });
    for (const file of [young, old]) await writeFile(path.join(partial, file), "half");
    await utimes(path.join(partial, old), new Date(0), new Date(0));
    await store.removeUnfinished(3_600_000);
    const left = await readdir(place, { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile()).map((entry) => entry.name)).toEqual([young]);
    expect(left.filter((entry) => entry.isDirectory()).length).toBeLessThanOrEqual(2);
  });

  test.each(["../../etc/passwd", "a/../../b", "/etc/passwd", "..", "", `${randomUUID()}/\0`])(
    "S15 %j is no name of a file",
    async (name) => {
      const store = localStore({ directory, space: randomUUID() });
      await expect(store.put(name, inPieces(Buffer.from("x")), expectedOf(Buffer.from("x")))).rejects.toThrow(
        /not a name/,
      );
      expect(() => store.read(name)).not.toThrow();
      await expect(buffer(store.read(name))).rejects.toThrow(/not a name/);
    },
  );

  const mayMount = process.platform === "linux" && process.getuid?.() === 0;
  test.runIf(mayMount)("R27 a full disk refuses the file, loses none, and takes it once there is room", async () => {
    const volume = await mkdtemp(path.join(directory, "volume-"));
    await run("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", volume]);
    try {
      const store = localStore({ directory: volume, space: randomUUID() });
      const [kept, large] = [newName(), newName()];
      const [few, many] = [randomBytes(600_000), randomBytes(700_000)];
      await store.put(kept, inPieces(few), expectedOf(few));
      await expect(store.put(large, inPieces(many), expectedOf(many))).rejects.toThrow(StorageFull);
      expect(await readdir(path.join(volume, "partial"))).toEqual([]);
      expect((await buffer(store.read(kept))).equals(few)).toBe(true);
      await store.remove(kept);
      await store.put(large, inPieces(many), expectedOf(many));
      expect(await store.size(large)).toBe(many.length);
    } finally {
      await run("umount", [volume]);
    }
  });
});

describe("S3", () => {
  const put = (settings: S3Settings) => {
    const bytes = randomBytes(1_000_000);
    return s3Store({ settings, space: randomUUID() }).put(newName(), inPieces(bytes), expectedOf(bytes));
  };

  test("a key that is not right, a bucket that is not there, and storage that does not answer are told", async () => {
    const { settings } = server;
    await expect(put({ ...settings, secretAccessKey: "another" })).rejects.toThrow(/SignatureDoesNotMatch/);
    await expect(put({ ...settings, bucket: "none" })).rejects.toThrow("There is no bucket none");
    await expect(put({ ...settings, endpoint: new URL("http://127.0.0.1:9") })).rejects.toThrow(StorageUnavailable);
  });

  test("R27 storage that is full says so, and not that it is away", async () => {
    server.refuseWith({ status: 507, code: "XMinioStorageFull" });
    await expect(put(server.settings)).rejects.toThrow(StorageFull);
    server.refuseWith({ status: 503, code: "SlowDown" });
    await expect(put(server.settings)).rejects.toThrow(StorageUnavailable);
    server.refuseWith(undefined);
  });
});
