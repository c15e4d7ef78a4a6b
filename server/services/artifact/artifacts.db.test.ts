import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ArtifactDriver, codeOf, openArtifactDriver } from "./testing/artifact-driver";

let files: ArtifactDriver;
beforeAll(async () => {
  files = await openArtifactDriver();
});
afterAll(() => files.close());

describe("a file of a trial", () => {
  test("is there once it is finalized, and comes back byte for byte, in ranges too", async () => {
    const trial = await files.study.askOne(await files.study.createStudy());
    const bytes = randomBytes(70_000);
    const artifact = await files.announce(trial, bytes);
    expect([await codeOf(files.download(artifact.id)), (await files.list(trial)).length]).toEqual(["not_found", 0]);
    expect(await codeOf(files.finalize(artifact))).toBe("state_conflict");
    await files.send(artifact, bytes);
    expect([await codeOf(files.download(artifact.id)), (await files.list(trial)).length]).toEqual(["not_found", 0]);
    const { output } = await files.finalize(artifact);
    expect(output.artifact).toMatchObject({
      state: "ready",
      size: 70_000,
      name: "weights",
      created_by: { name: "Test" },
    });
    expect(await files.list(trial)).toEqual([output.artifact]);
    expect((await files.download(artifact.id)).bytes.equals(bytes)).toBe(true);
    const part = await files.download(artifact.id, "bytes=10-19");
    expect([part.range, part.bytes.equals(bytes.subarray(10, 20))]).toEqual([{ start: 10, end: 19 }, true]);
  });

  test("announced, sent and finalized again it is the same one, and takes its room once", async () => {
    const trial = await files.study.askOne(await files.study.createStudy());
    const bytes = randomBytes(500);
    const before = await files.usedBytes();
    const first = await files.announce(trial, bytes);
    expect((await files.announce(trial, bytes)).id).toBe(first.id);
    await files.send(first, bytes);
    await files.send(first, bytes);
    const [one, two] = [await files.finalize(first), await files.finalize(first)];
    expect([one.replayed, two.replayed, two.output]).toEqual([false, true, one.output]);
    expect((await files.send(first, Buffer.from("ignored"))).replayed).toBe(true);
    expect((await files.announce(trial, bytes)).state).toBe("ready");
    expect((await files.usedBytes()) - before).toBe(500);
    expect((await files.announce(trial, bytes, { name: "another" })).id).not.toBe(first.id);
  });

  test("with other bytes than announced it is refused with what is wrong, and can be sent again", async () => {
    const trial = await files.study.askOne(await files.study.createStudy());
    const bytes = randomBytes(1000);
    const artifact = await files.announce(trial, bytes);
    const wrong = [bytes.subarray(1), Buffer.concat([bytes, bytes]), randomBytes(1000)];
    for (const other of wrong) expect(await codeOf(files.send(artifact, other))).toBe("content_mismatch");
    expect([await codeOf(files.finalize(artifact)), await files.filesOf(trial.id)]).toEqual(["state_conflict", []]);
    await files.send(artifact, bytes);
    expect(await codeOf(files.finalize(artifact))).toBe("done");
  });

  test("an upload cut in the middle leaves nothing; the next one is taken", async () => {
    const trial = await files.study.askOne(await files.study.createStudy());
    const bytes = randomBytes(1000);
    const artifact = await files.announce(trial, bytes);
    const cut = (async function* () {
      yield bytes.subarray(0, 500);
      throw new Error("the connection broke");
    })();
    expect(await codeOf(files.send(artifact, cut))).toBe("Error: the connection broke");
    expect([await files.filesOf(trial.id), await readdir(`${files.storage.directory}/partial`)]).toEqual([[], []]);
    await files.send(artifact, bytes);
    expect(await codeOf(files.finalize(artifact))).toBe("done");
  });

  test("what changed in the storage after it was sent is found when it is finalized", async () => {
    const trial = await files.study.askOne(await files.study.createStudy());
    const bytes = randomBytes(1000);
    const artifact = await files.announce(trial, bytes);
    await files.send(artifact, bytes);
    const [name = ""] = await files.filesOf(trial.id);
    const damaged = randomBytes(1000);
    const sha256 = createHash("sha256").update(damaged).digest("hex");
    await files.storage.store.put(name, Readable.from([damaged]), { size: 1000, sha256 });
    expect(await codeOf(files.finalize(artifact))).toBe("content_mismatch");
    expect(await codeOf(files.finalize(artifact))).toBe("state_conflict");
    await files.send(artifact, bytes);
    expect(await codeOf(files.finalize(artifact))).toBe("done");
  });

  test("two uploads at once, one of them wrong, leave the right bytes", async () => {
    const trial = await files.study.askOne(await files.study.createStudy());
    const bytes = randomBytes(400_000);
    const artifact = await files.announce(trial, bytes);
    const slowly = (all: Buffer) =>
      (async function* () {
        for (let at = 0; at < all.length; at += 100_000) {
          yield all.subarray(at, at + 100_000);
          await sleep(5);
        }
      })();
    const outcomes = await Promise.all(
      [bytes, randomBytes(400_000), bytes].map((sent) => codeOf(files.send(artifact, slowly(sent)))),
    );
    expect(outcomes).toEqual(["done", "content_mismatch", "done"]);
    await files.finalize(artifact);
    expect((await files.download(artifact.id)).bytes.equals(bytes)).toBe(true);
  });
});
