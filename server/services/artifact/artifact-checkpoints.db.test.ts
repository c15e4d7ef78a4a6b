import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Artifact } from "@/lib/contract/artifact";
import type { HandedOutTrial } from "@/lib/contract/ask";
import { forgetUnfinished } from "@/server/jobs/keep-artifacts";
import { removeFiles } from "@/server/jobs/remove-files";
import { toUuid } from "@/server/kernel/ids";
import { stopStudy } from "../study/stop-study";
import { runService } from "../testing/run-service";
import { ASHA, epochs } from "../trial/testing/scheduled-trials";
import { type ArtifactDriver, codeOf, openArtifactDriver } from "./testing/artifact-driver";

let files: ArtifactDriver;
beforeAll(async () => {
  files = await openArtifactDriver();
});
afterAll(() => files.close());

describe("R7 an attempt that lost its lease", () => {
  test("announces, sends and finalizes nothing, and what it announced is forgotten with its file", async () => {
    const study = await files.study.createStudy();
    const trial = await files.study.askOne(study);
    const [bytes, other] = [randomBytes(10), randomBytes(20)];
    const [announced, sent] = [await files.announce(trial, bytes), await files.announce(trial, other)];
    await files.send(sent, other);
    const before = await files.usedBytes();
    await files.study.release(trial);
    const [again] = (await files.study.ask(study)).trials;
    expect([again?.id, again?.attempt]).toEqual([trial.id, 2]);
    expect(await codeOf(files.announce(trial, randomBytes(5)))).toBe("lease_lost");
    expect(await codeOf(files.send(announced, bytes))).toBe("lease_lost");
    expect(await codeOf(files.finalize(sent))).toBe("lease_lost");
    await forgetUnfinished();
    await removeFiles(files.storage.store);
    expect([before - (await files.usedBytes()), await files.filesOf(trial.id)]).toEqual([30, []]);
    expect(await codeOf(files.send(announced, bytes))).toBe("not_found");
  });

  test("an ended trial takes no more files, and keeps those it has", async () => {
    const trial = await files.study.askOne(await files.study.createStudy());
    const artifact = await files.keep(trial);
    await files.study.tell(trial);
    expect(await codeOf(files.announce(trial, randomBytes(5)))).toBe("state_conflict");
    await forgetUnfinished();
    expect((await files.list(trial)).map(({ id }) => id)).toEqual([artifact.id]);
    expect((await files.finalize(artifact)).replayed).toBe(true);
  });
});
describe("a checkpoint that was uploaded", () => {
  test("R8 is where whoever is handed the trial next goes on, with its address and hash", async () => {
    const study = await files.study.createStudy();
    const trial = await files.study.askOne(study);
    const bytes = randomBytes(1000);
    const artifact = await files.announce(trial, bytes);
    const name = () => files.study.measure(trial, { 3: { loss: 1 } }, { step: 3, artifact: artifact.id });
    expect(await codeOf(name())).toBe("state_conflict");
    await files.send(artifact, bytes);
    expect(await codeOf(name())).toBe("state_conflict");
    await files.finalize(artifact);
    await name();
    await name();
    expect(await files.list(trial)).toMatchObject([{ id: artifact.id, checkpoint_step: 3 }]);
    await files.study.release(trial);
    const again = await files.study.askOne(study);
    expect(again.checkpoint).toEqual({
      step: 3,
      artifact: artifact.id,
      uri: `https://tellus.test/api/v1/artifacts/${artifact.id}/content`,
      sha256: artifact.sha256,
    });
    expect((await files.download(again.checkpoint?.artifact ?? "")).bytes.equals(bytes)).toBe(true);
  });

  test("one that was never finalized is handed to nobody: the trial begins at the last that was", async () => {
    const study = await files.study.createStudy();
    const trial = await files.study.askOne(study);
    const first = await files.keep(trial);
    await files.study.measure(trial, { 1: { loss: 1 } }, { step: 1, artifact: first.id });
    const bytes = randomBytes(30);
    const second = await files.announce(trial, bytes, { name: "second" });
    await files.send(second, bytes);
    await expect(files.study.release(trial, { step: 2, artifact: second.id })).rejects.toThrow(/not finalized/);
    await files.study.release(trial);
    expect((await files.study.askOne(study)).checkpoint).toMatchObject({ step: 1, artifact: first.id });
  });

  test("a trial names its own checkpoints only, and no file as one; one of two ways to name it", async () => {
    const study = await files.study.createStudy();
    const [trial, other] = [await files.study.askOne(study), await files.study.askOne(study)];
    const foreign = await files.keep(other);
    const bytes = randomBytes(7);
    const file = await files.announce(trial, bytes, { kind: "file" });
    await files.send(file, bytes);
    await files.finalize(file);
    const name = (checkpoint: object) =>
      codeOf(files.study.measure(trial, { 1: { loss: 1 } }, { step: 1, ...checkpoint }));
    expect(await name({ artifact: foreign.id })).toBe("not_found");
    expect(await name({ artifact: file.id })).toBe("state_conflict");
    expect(await name({})).toBe("invalid_input");
    expect(await name({ artifact: foreign.id, uri: "file:///a" })).toBe("invalid_input");
    expect(await name({ artifact: foreign.id, sha256: "ab".repeat(32) })).toBe("invalid_input");
  });

  test("a promoted trial goes on from it", async () => {
    const study = await files.study.createStudy({
      scheduler: { ...ASHA, resource: epochs(1, 3) },
      limits: { max_trials: 12 },
    });
    const kept = new Map<string, string>();
    for (let asked = 0; asked < 12; asked += 1) {
      const trial = await files.study.askOne(study);
      if (trial.checkpoint !== null) {
        expect(trial.checkpoint).toMatchObject({ step: 1, artifact: kept.get(trial.id) });
        return;
      }
      const { id } = await files.keep(trial);
      kept.set(trial.id, id);
      await files.study.tell(trial, { values: { loss: asked }, checkpoint: { step: 1, artifact: id } });
    }
    expect.unreachable("no trial was promoted");
  });
});

describe("R8 the checkpoints of a population", () => {
  const PBT = { name: "pbt", population: 4, interval: 2, quantile: 0.25, resource: { name: "epoch", min: 1, max: 20 } };

  /** Three trials at step 2, the first of them the best, each with a checkpoint that is a file; and the worst, not there yet. */
  async function population() {
    const study = await files.study.createStudy({ scheduler: PBT, limits: { max_trials: 10 } });
    const members: { trial: HandedOutTrial; artifact: Artifact }[] = [];
    for (let count = 0; count < 4; count += 1) {
      const trial = await files.study.askOne(study);
      members.push({ trial, artifact: await files.keep(trial) });
    }
    const [worst, ...others] = members.toReversed();
    for (const { trial, artifact } of others)
      await files.study.measure(trial, { 2: { loss: trial.number } }, { step: 2, artifact: artifact.id });
    const best = others.at(-1);
    if (best === undefined || worst === undefined) throw new Error("too few");
    return { study, best, worst };
  }

  /** The worst is told to stop, and whoever asks next is given the child. */
  async function nextChild({ study, worst }: Awaited<ReturnType<typeof population>>): Promise<HandedOutTrial> {
    expect((await files.study.measure(worst.trial, { 2: { loss: 9 } })).verdict).toBe("stop");
    await files.study.release(worst.trial);
    return files.study.askOne(study);
  }

  test("stay while others may take over from them, also of ended trials, and go when the study is over", async () => {
    const lineage = await population();
    await files.study.tell(lineage.best.trial, { values: { loss: 0 }, final: true });
    expect(await codeOf(files.remove(lineage.best.artifact))).toBe("state_conflict");
    const child = await nextChild(lineage);
    expect(child.checkpoint).toMatchObject({ step: 2, artifact: lineage.best.artifact.id });
    expect((await files.download(lineage.best.artifact.id)).size).toBe(1000);
    await runService({ service: stopStudy, context: files.owner, input: { study_id: lineage.study.id } });
    await files.study.release(child);
    expect(await codeOf(files.remove(lineage.best.artifact))).toBe("done");
  });

  test("of one that is gone all the same no child is told: it begins anew, and names no donor", async () => {
    const lineage = await population();
    await files.spaces.admin.query("delete from checkpoint where trial_id = $1", [toUuid(lineage.best.trial.id)]);
    const child = await nextChild(lineage);
    expect(child).toMatchObject({ parent: lineage.worst.trial.id, fidelity: { from: 0 } });
    expect(child.checkpoint ?? null).toBeNull();
    const { rows } = await files.spaces.admin.query("select donor_id, from_step from trial where id = $1", [
      toUuid(child.id),
    ]);
    expect(rows).toEqual([{ donor_id: null, from_step: null }]);
  });
});
