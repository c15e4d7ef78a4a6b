import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Artifact } from "@/lib/contract/artifact";
import type { HandedOutTrial } from "@/lib/contract/ask";
import { artifactStorage, setArtifactStorage } from "@/server/artifacts/artifact-storage";
import { toUuid } from "@/server/kernel/ids";
import { runService } from "../testing/run-service";
import { readUsage } from "../workspace/read-usage";
import { updateWorkspace } from "../workspace/update-workspace";
import { listArtifacts } from "./list-artifacts";
import { type ArtifactDriver, codeOf, MIB, openArtifactDriver } from "./testing/artifact-driver";

let files: ArtifactDriver;
beforeAll(async () => {
  files = await openArtifactDriver();
});
afterAll(() => files.close());

describe("the quota", () => {
  afterEach(() => files.setQuota());

  test("R12 is never exceeded by twenty announcements at once, and reached; deleting makes room", async () => {
    const trial = await files.study.askOne(await files.study.createStudy());
    const others = await Promise.all([1, 2, 3].map(async () => files.study.askOne(await files.study.createStudy())));
    const used = await files.usedBytes();
    files.setQuota(used + 7 * 1000 + 999);
    const holders = [trial, ...others];
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        codeOf(files.announce(holders[index % 4] ?? trial, randomBytes(1000), { name: `file ${index}` })),
      ),
    );
    expect(outcomes.filter((code) => code === "done").length).toBe(7);
    expect(outcomes.filter((code) => code === "quota_exceeded").length).toBe(13);
    expect(await files.usedBytes()).toBe(used + 7000);
    const kept = await files.spaces.admin.query<{ id: string }>(
      "select id from artifact where name like 'file %' limit 1",
    );
    await files.remove({ id: `art_${kept.rows[0]?.id.replaceAll("-", "")}` } as Artifact);
    expect(await codeOf(files.announce(trial, randomBytes(1000), { name: "fits again" }))).toBe("done");
  });

  test("a file beyond the limit of one file is refused by name, whatever room there is", async () => {
    const trial = await files.study.askOne(await files.study.createStudy());
    const large = files.announce(trial, Buffer.alloc(MIB + 1));
    await expect(large).rejects.toMatchObject({ code: "invalid_input", errors: [{ pointer: "/size" }] });
  });
});

describe("a quota of the workspace's own", () => {
  const setOwn = (bytes: number | null, context = files.owner) =>
    runService({ service: updateWorkspace, context, input: { artifact_quota_bytes: bytes } });
  const usage = async () => (await runService({ service: readUsage, context: files.owner, input: {} })).storage;
  afterEach(() => setOwn(null));

  test("R12 counts in place of the installation's, exactly, while twenty announce and it is raised between them", async () => {
    const holders = await Promise.all(
      [1, 2, 3, 4].map(async () => files.study.askOne(await files.study.createStudy())),
    );
    const used = await files.usedBytes();
    await setOwn(used + 5999);
    const twenty = (round: string) =>
      Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          const holder = holders[index % 4] ?? holders[0];
          if (holder === undefined) throw new Error("nobody");
          return codeOf(files.announce(holder, randomBytes(1000), { name: `${round} ${index}` }));
        }),
      );
    expect((await twenty("own")).filter((code) => code === "done").length).toBe(5);
    const [raised] = await Promise.all([twenty("raised"), setOwn(used + 8999)]);
    const late = await twenty("late");
    expect([...raised, ...late].filter((code) => code === "done").length).toBe(3);
    expect(await files.usedBytes()).toBe(used + 8000);
    expect(await usage()).toMatchObject({ bytes: used + 8000, quota_bytes: used + 8999, quota_usual_bytes: 10 * MIB });
    const refused = files.announce(holders[0] as HandedOutTrial, randomBytes(1000), { name: "more" });
    await expect(refused).rejects.toMatchObject({ code: "quota_exceeded", extra: { quota: used + 8999 } });
  });

  test("S4 is set by owners and admins, up to what the installation allows, which also bounds one that was set before", async () => {
    await expect(setOwn(20 * MIB + 1)).rejects.toMatchObject({
      code: "invalid_input",
      errors: [{ pointer: "/artifact_quota_bytes" }],
    });
    await setOwn(20 * MIB);
    expect((await usage()).quota_bytes).toBe(20 * MIB);
    const set = artifactStorage();
    setArtifactStorage({ ...set, quotaBytesMax: 0 });
    const trial = await files.study.askOne(await files.study.createStudy());
    expect([(await usage()).quota_bytes, await codeOf(files.announce(trial, randomBytes(1)))]).toEqual([
      0,
      "quota_exceeded",
    ]);
    setArtifactStorage(set);
  });
});

describe("S16 the files of a trial", () => {
  test("are a thousand at most, which is said with what to do; deleting one makes room", async () => {
    const trial = await files.study.askOne(await files.study.createStudy());
    const kept = await files.keep(trial);
    await files.spaces.admin.query(
      `insert into artifact (workspace_id, id, study_id, trial_id, attempt, kind, name, content_type, size, sha256, state, created_kind, created_by, expires_at, finalized_at)
       select workspace_id, gen_random_uuid(), study_id, trial_id, attempt, 'file', 'file ' || n, content_type, 0, sha256, state, created_kind, created_by, expires_at, finalized_at
         from artifact, generate_series(1, 999) n where id = $1`,
      [toUuid(kept.id)],
    );
    const refused = files.announce(trial, randomBytes(5), { name: "one more" });
    await expect(refused).rejects.toMatchObject({
      code: "state_conflict",
      message: expect.stringMatching(/1000 files.*Delete/),
    });
    await files.remove(kept);
    expect(await codeOf(files.announce(trial, randomBytes(5), { name: "one more" }))).toBe("done");
  });

  test("are listed page by page, each once, the newest first", async () => {
    const trial = await files.study.askOne(await files.study.createStudy());
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) made.unshift((await files.keep(trial, randomBytes(3), `${index}`)).id);
    const found: string[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 3; pages += 1) {
      const input = { trial_id: trial.id, limit: 2, ...(cursor === undefined ? {} : { cursor }) };
      const page = await runService({ service: listArtifacts, context: files.owner, input });
      found.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor ?? undefined;
      expect(cursor === undefined).toBe(pages === 2);
    }
    expect(found).toEqual(made);
    const elsewhere = {
      trial_id: (await files.study.askOne(await files.study.createStudy())).id,
      cursor: "bm9uc2Vuc2U",
    };
    expect(await codeOf(listArtifacts.run(files.owner, elsewhere))).toBe("invalid_input");
  });
});
