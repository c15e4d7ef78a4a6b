import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { setArtifactStorage } from "@/server/artifacts/artifact-storage";
import { localStore } from "@/server/artifacts/local-store";
import { setSessionSecret } from "@/server/auth/session-secret";
import { ownerContext } from "@/server/cli/operator";
import { closePools, openPools, systemPool } from "@/server/db/pools";
import { type TemporaryDatabase, temporaryDatabase } from "@/server/embedded/testing/temporary-database";
import { closeEngineHost, openEngineHost } from "@/server/engine-host/pool";
import { bundleWorker } from "@/server/engine-host/testing/bundle-worker";
import { discardFiles } from "@/server/jobs/remove-files";
import type { Context } from "@/server/kernel/context";
import { newId } from "@/server/kernel/ids";
import { createApiKey } from "@/server/services/api-key/create-api-key";

export interface TestWorkspace {
  readonly workspaceId: string;
  readonly slug: string;
  /** Its owner's context, as the dashboard would make it. */
  readonly owner: Context;
  /** The secret of a service key of it. */
  readonly key: string;
}

export interface TestWorkspaces {
  readonly database: TemporaryDatabase;
  /** A superuser's pool: for arranging what no role of ours may do, and for looking past both walls. */
  readonly admin: pg.Pool;
  readonly one: TestWorkspace;
  readonly two: TestWorkspace;
  /** Ends the engine's threads and starts new ones, as a restarted server would. */
  restartEngine(): Promise<void>;
  close(): Promise<void>;
}

/** Encrypts what is stored of webhooks. */
const TEST_SECRET = "a secret of the tests alone, of no use elsewhere";

/** Two workspaces on a database of their own, with the real pools, engine threads and services around it. */
export async function openTestWorkspaces(): Promise<TestWorkspaces> {
  const [database, workerFile] = await Promise.all([temporaryDatabase(), bundleWorker({ name: "engine" })]);
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 4, application_name: "tellus-test-admin" });
  admin.on("error", () => undefined); // dropping the database ends them
  const close = async (): Promise<void> => {
    await closeEngineHost();
    await closePools();
    await admin.end();
    await database.drop();
  };
  try {
    openPools(database.urls, () => undefined);
    // Nothing is written there unless a test has files.
    const store = localStore({ directory: path.join(tmpdir(), "tellus-no-artifacts"), space: newId() });
    setArtifactStorage({ store, fileBytesMax: 0, quotaBytes: 0, quotaBytesMax: 0, discard: discardFiles });
    setSessionSecret(TEST_SECRET);
    openEngineHost({ workerFile, threads: 1 });
    const [one, two] = [await makeWorkspace("one"), await makeWorkspace("two")];
    const restartEngine = async (): Promise<void> => {
      await closeEngineHost();
      openEngineHost({ workerFile, threads: 1 });
    };
    return { database, admin, one, two, restartEngine, close };
  } catch (error) {
    await close(); // the next file of this process opens its own
    throw error;
  }
}

async function makeWorkspace(slug: string): Promise<TestWorkspace> {
  const [workspaceId, personId] = [newId(), newId()];
  await systemPool().query(
    `with who as (insert into person (id, email, email_key, name) values ($1, $2, $2, 'Test')),
          place as (insert into workspace (id, slug, name) values ($3, $4, 'Test'))
     select 1`,
    [personId, `${slug}@tellus.example`, workspaceId, slug],
  );
  await systemPool().query("insert into membership (workspace_id, person_id, role) values ($1, $2, 'owner')", [
    workspaceId,
    personId,
  ]);
  const owner = ownerContext({ workspaceId, personId, name: "Test" });
  const { output } = await createApiKey.run(owner, { name: "test", kind: "svc" });
  return { workspaceId, slug, owner, key: output.secret };
}
