import { existsSync } from "node:fs";
import { readFile, rename, statfs, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ClusterClaim, claimCluster } from "./cluster-claim";
import type { ClusterHome } from "./cluster-home";
import { EmbeddedDatabaseError } from "./embedded-database-error";
import { findFreePort } from "./free-port";
import type { PostgresBinaries } from "./postgres-binaries";
import { serverLog, startPostmaster } from "./postmaster";
import { releaseForeignLock } from "./postmaster-file";

/** Below this much free space PostgreSQL may stop in the middle of its work; refusing to start is the cleaner failure. */
const FREE_BYTES_MIN = 512 * 1024 * 1024;
/** Children of a killed server may hold its memory for seconds, and another process's start must come to its end. */
const LOCKED_PATIENCE_MS = 30_000;
const RETRY_MS = 250;

export interface ClusterToOpen {
  readonly home: ClusterHome;
  readonly binaries: PostgresBinaries;
  readonly password: string;
  readonly log: (message: string) => void;
  readonly durable: boolean;
  readonly freeBytesMin?: number | undefined;
  /** The only port that will do, if any: refused when taken, instead of choosing another. */
  readonly fixedPort?: number | undefined;
}

export interface OpenedCluster {
  readonly claim: ClusterClaim;
  /** True when a running server was taken over instead of started. */
  readonly adopted: boolean;
}

/** Adopts the server of this cluster if one runs, else starts it; waits for a lock that is about to go. */
export async function openCluster(cluster: ClusterToOpen): Promise<OpenedCluster> {
  const { home, password, log } = cluster;
  const dataDirectory = path.join(home.cluster, "data");
  await refuseOtherMajor(dataDirectory, cluster.binaries.major);
  const patience = Date.now() + LOCKED_PATIENCE_MS;
  let port = cluster.fixedPort ?? (await rememberedPort(home.cluster)) ?? (await findFreePort());
  let adopted = true;
  for (;;) {
    const claim = await claimWhenReady({ dataDirectory, password });
    if (claim) {
      await rememberPort(home.cluster, claim.port);
      return { claim, adopted };
    }
    await refuseFullDisk(dataDirectory, cluster.freeBytesMin ?? FREE_BYTES_MIN);
    await releaseForeignLock(dataDirectory, log);
    const outcome = await startPostmaster({ ...cluster, port });
    adopted = outcome.kind !== "started";
    if (outcome.kind === "failed") throw startFailed(home.cluster, outcome.output);
    if (outcome.kind === "port_taken") port = await anotherPort(cluster, port);
    if (outcome.kind === "locked") {
      if (Date.now() > patience) throw stillLocked(dataDirectory);
      await sleep(RETRY_MS);
    }
  }
}

/** Recovery after a crash takes as long as it takes, and ends by itself. */
async function claimWhenReady(options: Parameters<typeof claimCluster>[0]): Promise<ClusterClaim | undefined> {
  for (;;) {
    const claim = await claimCluster(options);
    if (claim !== "starting") return claim;
    await sleep(RETRY_MS);
  }
}

async function refuseOtherMajor(dataDirectory: string, major: number): Promise<void> {
  const file = path.join(dataDirectory, "PG_VERSION");
  const found = existsSync(file) ? (await readFile(file, "utf8")).trim() : "";
  if (found === String(major)) return;
  if (found === "") {
    throw new EmbeddedDatabaseError(
      `${dataDirectory} holds no PostgreSQL data: PG_VERSION is missing. Nothing was changed. ` +
        "Restore the folder from a backup, or move it away to start with an empty database.",
    );
  }
  throw new EmbeddedDatabaseError(
    `The data in ${dataDirectory} was made by PostgreSQL ${found}; this Tellus runs PostgreSQL ${major}. Nothing was changed. ` +
      `Either start the Tellus release that made it, take a backup there and restore it here, or run PostgreSQL ${found} ` +
      "yourself on that folder and set DATABASE_URL. docs/operations/embedded-database.md has the steps.",
  );
}

async function refuseFullDisk(dataDirectory: string, freeBytesMin: number): Promise<void> {
  const { bavail, bsize } = await statfs(dataDirectory);
  if (bavail * bsize >= freeBytesMin) return;
  throw new EmbeddedDatabaseError(
    `Only ${Math.floor((bavail * bsize) / 1024 ** 2)} MiB are free on the disk of ${dataDirectory}; the database needs ` +
      `${Math.ceil(freeBytesMin / 1024 ** 2)} MiB to start safely. Free some space and start again.`,
  );
}

async function anotherPort({ fixedPort, log }: ClusterToOpen, taken: number): Promise<number> {
  if (fixedPort !== undefined) {
    throw new EmbeddedDatabaseError(
      `The database's port ${fixedPort} is taken by another program. Stop that program, or choose another port.`,
    );
  }
  const port = await findFreePort();
  log(`Port ${taken}, the database's last one, is taken by another program: using ${port}`);
  return port;
}

async function rememberedPort(cluster: string): Promise<number | undefined> {
  const text = await readFile(path.join(cluster, "port"), "utf8").catch(() => "");
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

async function rememberPort(cluster: string, port: number): Promise<void> {
  if ((await rememberedPort(cluster)) === port) return;
  const file = path.join(cluster, "port");
  await writeFile(`${file}.${process.pid}`, `${port}\n`);
  await rename(`${file}.${process.pid}`, file);
}

function startFailed(cluster: string, output: string): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(`PostgreSQL did not start; its log is ${serverLog(cluster)}. It said: ${output}`);
}

function stillLocked(dataDirectory: string): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    `Another PostgreSQL holds ${dataDirectory} and does not answer. If it is one you started, stop it ` +
      `(its process id is the first line of ${path.join(dataDirectory, "postmaster.pid")}); nothing was changed.`,
  );
}
