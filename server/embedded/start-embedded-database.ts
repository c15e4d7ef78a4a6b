import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { boundServerLog } from "./bound-server-log";
import { findClusterHome, recordLocation } from "./cluster-home";
import { type Credentials, readCredentials } from "./credentials";
import { EmbeddedDatabaseError } from "./embedded-database-error";
import { initializeCluster } from "./initialize-cluster";
import { type ClusterToOpen, type OpenedCluster, openCluster } from "./open-cluster";
import { findPostgresBinaries, probeBinaries } from "./postgres-binaries";
import { stopPostmaster } from "./postmaster";
import { prepareDatabase } from "./prepare-database";
import { slowStepLog } from "./slow-step-log";

export interface EmbeddedDatabase {
  readonly urls: { readonly owner: string; readonly app: string; readonly system: string };
  /** A superuser's address, for backups and tests; the server itself has no use for it. */
  readonly adminUrl: string;
  readonly port: number;
  /** True when a running server was taken over: an orphan of a killed process, or one that another process uses too. */
  readonly adopted: boolean;
  /** Returns when PostgreSQL answers, starting it again if it died. Calls at the same time share one attempt. */
  ensureRunning(): Promise<void>;
  /** Ends our use; stops PostgreSQL unless another process still uses it. */
  stop(): Promise<void>;
}

export interface EmbeddedDatabaseOptions {
  readonly directory: string;
  readonly log: (message: string) => void;
  /** Refuse any other port. Default: a free one, remembered. */
  readonly port?: number;
  /** Folder of initdb, pg_ctl and postgres to use instead of looking for one. */
  readonly binDirectory?: string;
  /** Where root's data goes when the checkout is out of reach for the account PostgreSQL runs as. */
  readonly systemDirectory?: string;
  readonly freeBytesMin?: number;
  /** false only for throw-away test clusters: commits are then not written through. */
  readonly durable?: boolean;
}

/** Starts the PostgreSQL that Tellus brings along, or adopts it if it already runs, and restarts it whenever it dies. */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { step, log } = slowStepLog(options.log);
  const durable = options.durable ?? true;
  const home = await findClusterHome(path.resolve(options.directory), options.systemDirectory);
  const binaries = await step("Preparing PostgreSQL's programs", () =>
    options.binDirectory ? requireBinaries(options.binDirectory, home.account) : findPostgresBinaries({ ...home, log }),
  );
  if (!existsSync(path.join(home.cluster, "data"))) {
    log(`Creating the database in ${home.cluster}${home.account ? ` (run by account ${home.account.name})` : ""}`);
    await step("Creating the database", () => initializeCluster({ home, binaries, durable }));
  }
  await recordLocation(path.resolve(options.directory), home.cluster);
  const credentials = await readCredentials(home.cluster);
  const { freeBytesMin, port: fixedPort } = options;
  const password = credentials.tellus_admin;
  const cluster = { home, binaries, password, log, durable, freeBytesMin, fixedPort };
  const opened = await step("Starting PostgreSQL", () => openCluster(cluster));
  const urlOf = (role: keyof Credentials, database = "tellus") =>
    `postgresql://${role}:${credentials[role]}@127.0.0.1:${opened.claim.port}/${database}`;
  try {
    await step("Preparing roles and database", () => prepareDatabase({ urlOf, credentials }));
  } catch (error) {
    await new RunningCluster(cluster, opened).stop();
    throw error;
  }
  const running = new RunningCluster(cluster, opened);
  return {
    urls: { owner: urlOf("tellus_owner"), app: urlOf("tellus_app"), system: urlOf("tellus_system") },
    adminUrl: urlOf("tellus_admin"),
    port: opened.claim.port,
    adopted: opened.adopted,
    ensureRunning: () => running.ensure(),
    stop: () => running.stop(),
  };
}

const BACK_OFF_MIN_MS = 100;
const BACK_OFF_MAX_MS = 5000;
const LOG_CHECK_MS = 60_000;

/** Keeps one cluster running: the end of our claim's connection is the notice that the server died. */
class RunningCluster {
  #cluster: ClusterToOpen;
  #opened: OpenedCluster;
  #restart: Promise<void> | undefined;
  #stopped = false;
  #logCheck: NodeJS.Timeout;

  constructor(cluster: ClusterToOpen, opened: OpenedCluster) {
    // Pools hold the address, so a restart has to come back on the same port.
    this.#cluster = { ...cluster, fixedPort: opened.claim.port };
    this.#opened = opened;
    const check = () => void boundServerLog(cluster.home.cluster).catch(() => undefined);
    check();
    this.#logCheck = setInterval(check, LOG_CHECK_MS).unref();
    this.#watch();
  }

  async ensure(): Promise<void> {
    if (this.#stopped) throw new EmbeddedDatabaseError("The embedded database was stopped by this process.");
    if (!this.#restart && (await this.#opened.claim.isAlive())) return;
    await this.#startAgain();
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    clearInterval(this.#logCheck);
    await this.#restart?.catch(() => undefined);
    const { claim } = this.#opened;
    const alone = await claim.giveUp().catch(() => false);
    if (alone) await stopPostmaster(this.#cluster);
    await claim.end();
  }

  #watch(): void {
    void this.#opened.claim.lost.then(() => {
      if (!this.#stopped) void this.#startAgain().catch(() => undefined);
    });
  }

  #startAgain(): Promise<void> {
    this.#restart ??= this.#restartUntilItRuns().finally(() => {
      this.#restart = undefined;
    });
    return this.#restart;
  }

  async #restartUntilItRuns(): Promise<void> {
    const { log } = this.#cluster;
    log("PostgreSQL has stopped unexpectedly: starting it again");
    for (let backOff = BACK_OFF_MIN_MS; ; backOff = Math.min(backOff * 2, BACK_OFF_MAX_MS)) {
      try {
        const opened = await openCluster(this.#cluster);
        await this.#opened.claim.end();
        this.#opened = opened;
        log("PostgreSQL runs again");
        this.#watch();
        return;
      } catch (error) {
        log(
          `PostgreSQL could not be started, next try in ${backOff} ms: ${error instanceof Error ? error.message : error}`,
        );
        await sleep(backOff);
        if (this.#stopped) throw error;
      }
    }
  }
}

async function requireBinaries(directory: string, account: ClusterToOpen["home"]["account"]) {
  const binaries = await probeBinaries(directory, account);
  if (binaries) return binaries;
  throw new EmbeddedDatabaseError(
    `${directory} holds no initdb, pg_ctl and postgres of version 15 to 18 that run here.`,
  );
}
