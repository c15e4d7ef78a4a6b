import { processSingleton } from "@/server/kernel/process";
import type { ArtifactStore } from "./artifact-store";

export interface ArtifactStorage {
  readonly store: ArtifactStore;
  readonly fileBytesMax: number;
  /** Of a workspace that has no quota of its own, in all its files. */
  readonly quotaBytes: number;
  /** The largest that a workspace may have. */
  readonly quotaBytesMax: number;
  /** Has a file deleted that no row names; not at once, as a backup may be about to copy it. */
  readonly discard: (name: string) => Promise<void>;
}

const holder = () =>
  processSingleton("artifact-storage", () => ({ current: undefined as ArtifactStorage | undefined }));

/** Where this process keeps artifacts, and how many; told once, when it starts. */
export function setArtifactStorage(storage: ArtifactStorage): void {
  holder().current = storage;
}

export function artifactStorage(): ArtifactStorage {
  const { current } = holder();
  if (current === undefined) throw new Error("Where artifacts are kept was not said.");
  return current;
}
