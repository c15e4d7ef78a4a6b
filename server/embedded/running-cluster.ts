import { setTimeout as sleep } from "node:timers/promises";
import { boundServerLog } from "./bound-server-log";
import { EmbeddedDatabaseError } from "./embedded-database-error";
import { type ClusterToOpen, type OpenedCluster, openCluster } from "./open-cluster";
import { stopPostmaster } from "./postmaster";

const BACK_OFF_MIN_MS = 100;
const BACK_OFF_MAX_MS = 5000;
const LOG_CHECK_MS = 60_000;

/** Keeps one cluster running: the end of our claim's connection is the notice that the server died. */
export class RunningCluster {
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
