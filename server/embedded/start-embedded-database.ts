import { existsSync } from "node:fs";
import path from "node:path";
import { findClusterHome, recordLocation } from "./cluster-home";
import { type Credentials, readCredentials } from "./credentials";
import { EmbeddedDatabaseError } from "./embedded-database-error";
import { initializeCluster } from "./initialize-cluster";
import { openCluster } from "./open-cluster";
import { findPostgresBinaries, type PostgresBinaries, probeBinaries } from "./postgres-binaries";
import { prepareDatabase } from "./prepare-database";
import { RunningCluster } from "./running-cluster";
import type { ServiceAccount } from "./service-account";
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
  /** false only for throw-away test clusters: commits then survive kill -9, but not a power cut. */
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
  const running = new RunningCluster(cluster, opened);
  try {
    await step("Preparing roles and database", () => prepareDatabase({ urlOf, credentials }));
  } catch (error) {
    await running.stop();
    throw error;
  }
  return {
    urls: { owner: urlOf("tellus_owner"), app: urlOf("tellus_app"), system: urlOf("tellus_system") },
    adminUrl: urlOf("tellus_admin"),
    port: opened.claim.port,
    adopted: opened.adopted,
    ensureRunning: () => running.ensure(),
    stop: () => running.stop(),
  };
}

async function requireBinaries(directory: string, account: ServiceAccount | undefined): Promise<PostgresBinaries> {
  const binaries = await probeBinaries(directory, account);
  if (binaries) return binaries;
  throw new EmbeddedDatabaseError(
    `${directory} holds no initdb, pg_ctl and postgres of version 15 to 18 that run here.`,
  );
}
