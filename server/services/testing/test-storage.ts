import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setArtifactStorage } from "@/server/artifacts/artifact-storage";
import type { ArtifactStore } from "@/server/artifacts/artifact-store";
import { localStore } from "@/server/artifacts/local-store";
import { discardFiles } from "@/server/jobs/remove-files";

export interface TestStorage {
  readonly store: ArtifactStore;
  /** Where the store is; files of uploads under way lie beside its own. */
  readonly directory: string;
  close(): Promise<void>;
}

export interface StorageLimits {
  readonly fileBytesMax?: number;
  readonly quotaBytes?: number;
  readonly quotaBytesMax?: number;
}

/** Files of artifacts in a directory of the test's own. */
export async function openTestStorage(limits: StorageLimits = {}): Promise<TestStorage> {
  const directory = await mkdtemp(path.join(tmpdir(), "tellus-artifacts-"));
  const store = localStore({ directory, space: "00000000-0000-4000-8000-000000000000" });
  setArtifactStorage({
    store,
    fileBytesMax: 64 * 1024 ** 2,
    quotaBytes: 1024 ** 3,
    quotaBytesMax: 1024 ** 3,
    discard: discardFiles,
    ...limits,
  });
  return { store, directory, close: () => rm(directory, { recursive: true, force: true }) };
}
