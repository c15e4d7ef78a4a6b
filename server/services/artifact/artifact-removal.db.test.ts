import { createHash, randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ArtifactStore } from "@/server/artifacts/artifact-store";
import { authenticate } from "@/server/auth/authenticate";
import { sweepLeftovers } from "@/server/jobs/keep-artifacts";
import { discardFiles, removeFiles } from "@/server/jobs/remove-files";
import type { Context } from "@/server/kernel/context";
import { createContext } from "@/server/kernel/create-context";
import { createApiKey } from "../api-key/create-api-key";
import { createProject } from "../project/create-project";
import { runService } from "../testing/run-service";
import { listArtifacts } from "./list-artifacts";
import { type ArtifactDriver, codeOf, openArtifactDriver } from "./testing/artifact-driver";

let files: ArtifactDriver;
beforeAll(async () => {
  files = await openArtifactDriver();
});
afterAll(() => files.close());

describe("a deleted file", () => {
  test("frees its room at once and is gone from the storage soon after; deleting it again finds nothing", async () => {
    const trial = await files.study.askOne(await files.study.createStudy());
    const before = await files.usedBytes();
    const artifact = await files.keep(trial);
    await files.remove(artifact);
    expect([
      await files.usedBytes(),
      await codeOf(files.download(artifact.id)),
      await codeOf(files.remove(artifact)),
    ]).toEqual([before, "not_found", "not_found"]);
    await removeFiles(files.storage.store);
    expect(await files.filesOf(trial.id)).toEqual([]);
  });

  test("a checkpoint that somebody may have to go on from stays; older ones, and those of ended trials, go", async () => {
    const study = await files.study.createStudy();
    const trial = await files.study.askOne(study);
    const [first, second] = [
      await files.keep(trial, randomBytes(9), "1"),
      await files.keep(trial, randomBytes(9), "2"),
    ];
    await files.study.measure(trial, { 1: { loss: 1 } }, { step: 1, artifact: first.id });
    expect(await codeOf(files.remove(first))).toBe("state_conflict");
    await files.study.measure(trial, { 2: { loss: 1 } }, { step: 2, artifact: second.id });
    expect([await codeOf(files.remove(first)), await codeOf(files.remove(second))]).toEqual(["done", "state_conflict"]);
    await files.study.tell(trial);
    expect(await codeOf(files.remove(second))).toBe("done");
  });

  test("S26 a trial, study or workspace that is deleted leaves no file, and its room is free", async () => {
    const study = await files.study.createStudy();
    const before = await files.usedBytes();
    const trials = [await files.study.askOne(study), await files.study.askOne(study)];
    for (const trial of trials) {
      const artifact = await files.keep(trial);
      await files.study.measure(trial, { 1: { loss: 1 } }, { step: 1, artifact: artifact.id });
      await files.announce(trial, randomBytes(3));
    }
    await files.spaces.admin.query("delete from trial where id = $1", [trials[0]?.id.slice(4)]);
    expect((await files.usedBytes()) - before).toBe(1003);
    await files.spaces.admin.query("delete from study where id = $1", [study.id.slice(4)]);
    expect(await files.usedBytes()).toBe(before);
    await removeFiles(files.storage.store);
    for (const { id } of trials) expect(await files.filesOf(id)).toEqual([]);
    const { rows } = await files.spaces.admin.query("select * from artifact_removal");
    expect(rows).toEqual([]);
  });

  test("deleted while its bytes come it leaves no file", async () => {
    const trial = await files.study.askOne(await files.study.createStudy());
    const bytes = randomBytes(1000);
    const artifact = await files.announce(trial, bytes);
    const sending = (async function* () {
      yield bytes.subarray(0, 500);
      await files.remove(artifact);
      await removeFiles(files.storage.store);
      yield bytes.subarray(500);
    })();
    expect(await codeOf(files.send(artifact, sending))).toBe("lease_lost");
    await removeFiles(files.storage.store);
    expect(await files.filesOf(trial.id)).toEqual([]);
  });

  test("S26 discarded while its deletion finds nothing yet, it is deleted once more", async () => {
    const { store } = files.storage;
    const name = `${"00000000-0000-7000-8000-000000000001/".repeat(3)}00000000-0000-7000-8000-000000000003`;
    const bytes = Buffer.from("late");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const overtaken: ArtifactStore = {
      ...store,
      async remove(removed) {
        await store.remove(removed);
        await store.put(name, Readable.from([bytes]), { size: 4, sha256 });
        await discardFiles(name);
      },
    };
    await discardFiles(name);
    await removeFiles(overtaken);
    await removeFiles(store);
    expect(await store.size(name)).toBeUndefined();
    expect((await files.spaces.admin.query("select * from artifact_removal")).rows).toEqual([]);
  });

  test("S26 one that cannot be deleted keeps no other waiting, however many there are of its kind, and goes when it can", async () => {
    const { store, directory } = files.storage;
    const trial = await files.study.askOne(await files.study.createStudy());
    const artifact = await files.keep(trial);
    const [name = ""] = await files.filesOf(trial.id);
    const folder = path.join(directory, "00000000-0000-4000-8000-000000000000");
    const bad = Array.from({ length: 300 }, (_, index) =>
      name.replace(/[^/]+$/, `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`),
    );
    for (const one of bad) await mkdir(path.join(folder, one, "in the way"), { recursive: true });
    await discardFiles(...bad);
    await files.remove(artifact);
    await removeFiles(store);
    expect(await files.filesOf(trial.id)).toEqual([]);
    const waiting = () =>
      files.spaces.admin.query("select tries, next_at > clock_timestamp() as later from artifact_removal");
    expect((await waiting()).rows).toEqual(bad.map(() => ({ tries: 1, later: true })));
    for (const one of bad) await rm(path.join(folder, one), { recursive: true });
    await files.spaces.admin.query("update artifact_removal set next_at = clock_timestamp()");
    await removeFiles(store);
    expect((await waiting()).rows).toEqual([]);
  });

  test("a folder that cannot be read stops no sweep of the rest", async () => {
    const { store } = files.storage;
    const lost = `${"00000000-0000-7000-8000-000000000001/".repeat(3)}00000000-0000-7000-8000-000000000002`;
    const bytes = Buffer.from("lost");
    await store.put(lost, Readable.from([bytes]), {
      size: 4,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    });
    const listing: ArtifactStore = {
      ...store,
      async *list() {
        yield* store.list();
        throw new Error("one folder cannot be read");
      },
    };
    await sleep(20);
    await expect(sweepLeftovers(listing, { olderThanMs: 10 })).rejects.toThrow("one folder cannot be read");
    await removeFiles(store);
    expect(await store.size(lost)).toBeUndefined();
  });

  test("files without rows are swept when they are old, whoever sweeps at the same time; those with rows stay", async () => {
    const trial = await files.study.askOne(await files.study.createStudy());
    const artifact = await files.keep(trial);
    const [name = ""] = await files.filesOf(trial.id);
    const lost = name.replace(/[^/]+$/, "00000000-0000-7000-8000-000000000009");
    const bytes = Buffer.from("lost");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    await files.storage.store.put(lost, Readable.from([bytes]), { size: 4, sha256 });
    await sweepLeftovers(files.storage.store, { olderThanMs: 3_600_000 });
    expect((await files.filesOf(trial.id)).length).toBe(2);
    await sleep(20);
    await Promise.all([1, 2, 3].map(() => sweepLeftovers(files.storage.store, { olderThanMs: 10 })));
    await removeFiles(files.storage.store);
    expect([await files.filesOf(trial.id), (await files.download(artifact.id)).size]).toEqual([[name], 1000]);
  });
});

describe("S1 S4 who may reach a file", () => {
  test("another workspace finds nothing; a worker key reaches the trials of its project, and deletes what it holds", async () => {
    const trial = await files.study.askOne(await files.study.createStudy());
    const artifact = await files.keep(trial);
    const stranger = files.spaces.two.owner;
    for (const call of [
      () => files.download(artifact.id, undefined, stranger),
      () => files.remove(artifact, {}, stranger),
      () => files.finalize(artifact, stranger),
    ])
      expect(await codeOf(call())).toBe("not_found");
    const worker = await workerOf("tests");
    const elsewhere = await workerOf("another project");
    expect((await files.download(artifact.id, undefined, worker)).size).toBe(1000);
    expect(await codeOf(files.announce(trial, randomBytes(4), { context: worker }))).toBe("done");
    expect(await codeOf(listArtifacts.run(worker, { trial_id: trial.id }))).toBe("forbidden");
    for (const call of [
      () => files.download(artifact.id, undefined, elsewhere),
      () => files.announce(trial, randomBytes(4), { context: elsewhere }),
      () => files.finalize(artifact, elsewhere),
      () => files.remove(artifact, {}, elsewhere),
      () => files.remove(artifact, { attempt: 1 }, elsewhere),
    ])
      expect(await codeOf(call())).toBe("not_found");
    expect(await codeOf(files.remove(artifact, {}, worker))).toBe("invalid_input");
    expect(await codeOf(files.remove(artifact, { attempt: 2 }, worker))).toBe("lease_lost");
    expect(await codeOf(files.remove(artifact, { attempt: 1 }, worker))).toBe("done");
  });

  async function workerOf(projectName: string): Promise<Context> {
    const project = await runService({
      service: createProject,
      context: files.owner,
      input: { name: projectName, if_exists: "return" },
    });
    const { secret } = await runService({
      service: createApiKey,
      context: files.owner,
      input: { name: "worker", kind: "wrk", project_id: project.id },
    });
    const { requestId, signal } = files.owner;
    return createContext({ actor: await authenticate(`Bearer ${secret}`), requestId, signal });
  }
});
