import { existsSync } from "node:fs";
import { chmod, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { readCredentials } from "@/server/embedded/credentials";
import { readPostmasterFile } from "@/server/embedded/postmaster-file";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "@/server/embedded/start-embedded-database";

const AWAY_MS_MAX = 60_000;

/** No session, or none any more: refused, broken off, or PostgreSQL starts or stops just now. */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = String(Reflect.get(error, "code") ?? "");
  return (
    /^(ECONN|EPIPE|57P0)/.test(code) ||
    /^(Connection terminated|Client has encountered a connection error)/.test(error.message)
  );
}

/**
 * The PostgreSQL of a run, as durable as in production. Either we run it, and replicas are given its address; or replicas
 * run it themselves as their embedded database, on the same data.
 */
export class Cluster {
  #ours: EmbeddedDatabase | undefined;
  readonly #directory: string;

  /** `dataDirectory` is the replicas' TELLUS_DATA. */
  constructor(readonly dataDirectory: string) {
    this.#directory = path.join(dataDirectory, "postgres");
  }

  get isOurs(): boolean {
    return this.#ours !== undefined;
  }

  async start(): Promise<void> {
    if (this.#ours !== undefined) return;
    await mkdir(this.dataDirectory, { recursive: true });
    await chmod(this.dataDirectory, 0o755); // for the account that runs PostgreSQL when we are root
    this.#ours = await startEmbeddedDatabase({ directory: this.#directory, log: () => undefined, freeBytesMin: 0 });
  }

  /** In order. PostgreSQL stays where a replica uses it. */
  async stop(): Promise<void> {
    const ours = this.#ours;
    this.#ours = undefined;
    await ours?.stop();
  }

  /** The postmaster, as the lock file names it: undefined when there is none. */
  async postmaster(): Promise<number | undefined> {
    const held = await readPostmasterFile(path.join(await this.#home(), "data"));
    return held?.pid;
  }

  /** kill -9 of the postmaster; its sessions notice and go. True when there was one. */
  async kill(): Promise<boolean> {
    const pid = await this.postmaster();
    if (pid === undefined) return false;
    try {
      process.kill(pid, "SIGKILL");
      return true;
    } catch {
      return false; // it was dead already, and nobody has started the next one yet
    }
  }

  /** A superuser's address; of PostgreSQL itself unless another port (a proxy's) is given. */
  async adminUrl(port?: number): Promise<string> {
    const home = await this.#home();
    const { tellus_admin } = await readCredentials(home);
    const own = Number((await readFile(path.join(home, "port"), "utf8")).trim());
    return `postgresql://tellus_admin:${tellus_admin}@127.0.0.1:${port ?? own}/tellus`;
  }

  async port(): Promise<number> {
    return Number(new URL(await this.adminUrl()).port);
  }

  /** One statement, past both walls; tried again while PostgreSQL is away, so it should be one that may be repeated. */
  async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const deadline = performance.now() + AWAY_MS_MAX;
    for (;;) {
      try {
        return await this.withClient(async (client) => (await client.query<Row>(text, [...values])).rows);
      } catch (error) {
        if (!isAway(error) || performance.now() > deadline) throw error;
        await sleep(100);
      }
    }
  }

  async withClient<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const client = new pg.Client({ connectionString: await this.adminUrl(), application_name: "tellus-faults" });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Where the embedded database put itself, which is elsewhere when root's service account cannot enter the folder. */
  async #home(): Promise<string> {
    const elsewhere = path.join(this.#directory, "location.txt");
    if (existsSync(elsewhere)) return (await readFile(elsewhere, "utf8")).trim();
    return path.join(this.#directory, "cluster");
  }
}
