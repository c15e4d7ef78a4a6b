import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect } from "vitest";
import type { Artifact } from "@/lib/contract/artifact";
import type { HandedOutTrial } from "@/lib/contract/ask";
import { artifactStorage, setArtifactStorage } from "@/server/artifacts/artifact-storage";
import { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { setPublicAddress } from "@/server/kernel/public-address";
import { runService } from "../../testing/run-service";
import { studyDriver } from "../../testing/study-driver";
import { openTestStorage } from "../../testing/test-storage";
import { openTestWorkspaces } from "../../testing/test-workspaces";
import { createArtifact } from "../create-artifact";
import { deleteArtifact } from "../delete-artifact";
import { downloadArtifact } from "../download-artifact";
import { finalizeArtifact } from "../finalize-artifact";
import { listArtifacts } from "../list-artifacts";
import { uploadArtifact } from "../upload-artifact";

export const MIB = 1024 ** 2;
type Held = Pick<HandedOutTrial, "id" | "attempt">;
interface Announced {
  readonly name?: string;
  readonly kind?: "file";
  readonly context?: Context;
}

export type ArtifactDriver = Awaited<ReturnType<typeof openArtifactDriver>>;

/** What a training loop does with files, through the services, in a workspace and a directory of the test's own. */
export async function openArtifactDriver() {
  const spaces = await openTestWorkspaces();
  const limits = { fileBytesMax: MIB, quotaBytes: 10 * MIB, quotaBytesMax: 20 * MIB };
  const storage = await openTestStorage(limits);
  setPublicAddress("https://tellus.test");
  const { owner, workspaceId } = spaces.one;
  const announce = async (trial: Held, bytes: Buffer, { context = owner, ...more }: Announced = {}) => {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const given = { trial_id: trial.id, attempt: trial.attempt, name: "weights", size: bytes.length, sha256, ...more };
    return (await createArtifact.run(context, given)).output.artifact;
  };
  const send = ({ id }: Artifact, bytes: Buffer | AsyncIterable<Buffer>, context = owner) => {
    const stream = Buffer.isBuffer(bytes) ? Readable.from([bytes]) : bytes;
    return uploadArtifact.run({ ...context, content: { length: undefined, stream } }, { artifact_id: id });
  };
  const finalize = ({ id }: Artifact, context = owner) => finalizeArtifact.run(context, { artifact_id: id });
  return {
    spaces,
    storage,
    owner,
    study: studyDriver(owner),
    announce,
    send,
    finalize,
    setQuota: (quotaBytes = limits.quotaBytes) => setArtifactStorage({ ...artifactStorage(), quotaBytes }),
    async keep(trial: Held, bytes = randomBytes(1000), name = "weights"): Promise<Artifact> {
      const artifact = await announce(trial, bytes, { name });
      await send(artifact, bytes);
      return (await finalize(artifact)).output.artifact;
    },
    remove: ({ id }: Artifact, more = {}, context = owner) => deleteArtifact.run(context, { artifact_id: id, ...more }),
    list: async ({ id }: Pick<Held, "id">) =>
      (await runService({ service: listArtifacts, context: owner, input: { trial_id: id } })).data,
    async download(id: string, range?: string, context = owner) {
      const { output, content } = await downloadArtifact.run(context, { artifact_id: id, range });
      return { ...output, bytes: await buffer(content ?? Readable.from([])) };
    },
    async filesOf(trialId: string): Promise<string[]> {
      const names: string[] = [];
      for await (const { name } of storage.store.list())
        if (name.replaceAll("-", "").includes(trialId.slice("trl_".length))) names.push(name);
      return names;
    },
    /** What the workspace's files take, as it is counted; it must be what they sum up to. */
    async usedBytes(): Promise<number> {
      const { rows } = await spaces.admin.query<{ used: string; sum: string }>(
        `select artifact_bytes as used, (select coalesce(sum(size), 0) from artifact a where a.workspace_id = w.id) as sum
           from workspace w where id = $1`,
        [workspaceId],
      );
      expect(rows[0]?.used).toBe(rows[0]?.sum);
      return Number(rows[0]?.used);
    },
    async close() {
      await spaces.close();
      await storage.close();
    },
  };
}

/** How it ends: `done`, or the code of the refusal. */
export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
