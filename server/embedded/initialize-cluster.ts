import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ClusterHome } from "./cluster-home";
import { type Credentials, generateCredentials, writeCredentials } from "./credentials";
import { EmbeddedDatabaseError } from "./embedded-database-error";
import { type PostgresBinaries, programPath } from "./postgres-binaries";
import { isProcessAlive } from "./process-alive";
import { runProgram } from "./run-program";

const PARTIAL_MARK = ".initializing-";
/** Process ids come back after a restart, in containers above all: our own id alone does not make a folder ours. */
const inProgress = new Set<string>();

/**
 * Makes the cluster: complete or not at all. initdb works in a sibling folder that is renamed into place at the end, so
 * a crash at any moment leaves either nothing or a whole cluster, and of two processes that start at once one wins
 * (rename refuses to replace a folder that is not empty) while the other uses the winner's.
 */
export async function initializeCluster(options: {
  readonly home: ClusterHome;
  readonly binaries: PostgresBinaries;
  readonly durable: boolean;
}): Promise<void> {
  const { home, binaries, durable } = options;
  const parent = path.dirname(home.cluster);
  await mkdir(parent, { recursive: true });
  await refuseForeignFiles(home.cluster);
  await removeAbandoned(home.cluster);
  const partial = `${home.cluster}${PARTIAL_MARK}${process.pid}-${randomBytes(4).toString("hex")}`;
  inProgress.add(partial);
  try {
    const credentials = await prepareFolders(partial, home);
    await runInitdb({ partial, home, binaries, durable, credentials });
    await syncFolder(partial);
    await rename(partial, home.cluster);
    await syncFolder(parent);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(path.join(home.cluster, "data", "PG_VERSION"))) throw error;
  } finally {
    inProgress.delete(partial);
  }
}

/** Only `data` and the log file belong to the account: nothing that we write as root lies in a folder it can change. */
async function prepareFolders(partial: string, { account }: ClusterHome): Promise<Credentials> {
  await mkdir(partial);
  await chmod(partial, account ? 0o755 : 0o700);
  const data = path.join(partial, "data");
  const log = path.join(partial, "log");
  const password = path.join(partial, "password");
  const credentials = generateCredentials();
  await writeCredentials(partial, credentials);
  await writeFile(password, credentials.tellus_admin, { mode: 0o600 });
  await mkdir(data, { mode: 0o700 });
  await mkdir(log);
  await chmod(log, account ? 0o755 : 0o700);
  await writeFile(path.join(log, "server.log"), "", { mode: 0o600 });
  if (account) {
    for (const owned of [data, password, path.join(log, "server.log")]) await chown(owned, account.uid, account.gid);
  }
  return credentials;
}

async function runInitdb(options: {
  readonly partial: string;
  readonly home: ClusterHome;
  readonly binaries: PostgresBinaries;
  readonly durable: boolean;
  readonly credentials: Credentials;
}): Promise<void> {
  const { partial, home, binaries, durable } = options;
  const password = path.join(partial, "password");
  // The builtin provider needs no system locale and sorts alike on every machine; it exists since version 17.
  const locale = binaries.major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : [];
  const args = ["-D", path.join(partial, "data"), "-U", "tellus_admin", `--pwfile=${password}`, "--auth=scram-sha-256"];
  args.push("--encoding=UTF8", "--locale=C", ...locale, "--data-checksums", ...(durable ? [] : ["--no-sync"]));
  const { status, output } = await runProgram({
    file: programPath(binaries.directory, "initdb"),
    args,
    account: home.account,
  });
  await rm(password, { force: true });
  if (status !== 0) throw new EmbeddedDatabaseError(`PostgreSQL's initdb failed (status ${status}): ${output}`);
}

async function refuseForeignFiles(cluster: string): Promise<void> {
  const names = await readdir(cluster).catch(() => []);
  if (names.length === 0) return;
  throw new EmbeddedDatabaseError(
    `${cluster} is not empty but holds no PostgreSQL data (found ${names.slice(0, 3).join(", ")}). ` +
      "Nothing was changed. Move it away, or restore its data folder, and start again.",
  );
}

/** Half-made clusters of processes that died. They were never used, as only complete ones are renamed into place. */
async function removeAbandoned(cluster: string): Promise<void> {
  const parent = path.dirname(cluster);
  const mark = `${path.basename(cluster)}${PARTIAL_MARK}`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(mark)) continue;
    const folder = path.join(parent, name);
    const maker = Number.parseInt(name.slice(mark.length), 10);
    const inUse = maker === process.pid ? inProgress.has(folder) : isProcessAlive(maker);
    // An initdb whose starter was killed may still write there; what cannot be removed now is removed next time.
    if (!inUse) await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}
