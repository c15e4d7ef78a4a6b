import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { startTestCluster, type TestCluster } from "./test-cluster";

/** What a test process needs to make databases of its own: see temporaryDatabase. */
export interface TestClusterAddress {
  readonly adminUrl: string;
  readonly urls: { readonly owner: string; readonly app: string; readonly system: string };
}

declare module "vitest" {
  interface ProvidedContext {
    testCluster: TestClusterAddress;
  }
}

interface Shared {
  users: number;
  cluster: Promise<TestCluster>;
}

/** Each vitest project loads its own copy of this module; the cluster is one per run all the same. Nobody else writes this key. */
const SHARED = Symbol.for("tellus.test-cluster");
const processWide = globalThis as typeof globalThis & { [SHARED]?: Shared | undefined };

export async function setup(project: TestProject): Promise<void> {
  const migrations = fileURLToPath(new URL("../../../prisma/migrations", import.meta.url));
  processWide[SHARED] ??= { users: 0, cluster: startTestCluster(migrations) };
  const shared = processWide[SHARED];
  shared.users += 1;
  const { database } = await shared.cluster;
  project.provide("testCluster", { adminUrl: database.adminUrl, urls: database.urls });
}

export async function teardown(): Promise<void> {
  const shared = processWide[SHARED];
  if (!shared) return;
  shared.users -= 1;
  if (shared.users > 0) return;
  processWide[SHARED] = undefined;
  await (await shared.cluster).remove();
}
