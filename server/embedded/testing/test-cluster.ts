import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { migrate } from "@/server/db/migrate";
import { readPostmasterFile } from "../postmaster-file";
import { isProcessAlive } from "../process-alive";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "../start-embedded-database";

const FOLDER_MARK = "tellus-test-";

/** A throw-away directory that a database of root's can use too: mkdtemp's own mode shuts its service account out. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), `${FOLDER_MARK}${process.pid}-`));
  await chmod(directory, 0o755);
  return directory;
}

export interface TestCluster {
  readonly database: EmbeddedDatabase;
  remove(): Promise<void>;
}

/** A real PostgreSQL in a throw-away directory whose database `tellus` is migrated. It would not survive a power cut. */
export async function startTestCluster(migrations: string): Promise<TestCluster> {
  await removeAbandoned();
  const directory = await temporaryDirectory();
  const said: string[] = [];
  const log = (message: string) => void said.push(message);
  try {
    const database = await startEmbeddedDatabase({ directory, log, durable: false, freeBytesMin: 0 });
    const remove = async () => {
      await database.stop();
      await rm(directory, { recursive: true, force: true });
    };
    await migrate({ ownerUrl: database.urls.owner, directory: migrations, log }).catch(async (error: unknown) => {
      await remove();
      throw error;
    });
    return { database, remove };
  } catch (cause) {
    await rm(directory, { recursive: true, force: true });
    throw new Error(`The test database did not start. It said:\n${said.join("\n")}`, { cause });
  }
}

/** Clusters whose test run was killed: each names its run's process id, and its server is known by its data directory. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const maker = Number.parseInt(name.slice(FOLDER_MARK.length), 10);
    if (!name.startsWith(FOLDER_MARK) || isProcessAlive(maker)) continue;
    const directory = path.join(tmpdir(), name);
    const server = await readPostmasterFile(path.join(directory, "cluster", "data"));
    // Only a server that our own password opens is ours to stop: the process id may have been given away since.
    if (server && isProcessAlive(server.pid)) await stopOrphan(directory);
    await rm(directory, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function stopOrphan(directory: string): Promise<void> {
  const adopting = startEmbeddedDatabase({ directory, log: () => undefined, durable: false, freeBytesMin: 0 });
  await Promise.race([adopting.then((database) => database.stop()), sleep(20_000)]).catch(() => undefined);
}
