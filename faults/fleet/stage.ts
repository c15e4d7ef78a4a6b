import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { FaultProxy } from "../network/fault-proxy";
import { runFolder } from "./abandoned";
import { Balancer } from "./balancer";
import { Cluster } from "./cluster";
import { Replica } from "./replica";

export interface FleetOptions {
  readonly replicas: number;
  /** embedded: the replicas run PostgreSQL themselves; ours: we run it and they are given its address. */
  readonly database: "embedded" | "ours";
  /** The replicas reach PostgreSQL through it. Only with a database of ours. */
  readonly through?: FaultProxy;
  /** By replica, beyond what all have. */
  readonly env?: (index: number) => Readonly<Record<string, string>>;
  /** A broken copy of the built server. */
  readonly script?: string;
}

const DemoFile = z.object({ api_key: z.string(), project_id: z.string() });

export interface StageOptions {
  /** The checkout with the built server. */
  readonly checkout: string;
  /** Where the data goes; a throw-away folder when absent. */
  readonly dataDirectory?: string;
  readonly logFile?: string;
}

/** One PostgreSQL with one workspace, and the replicas that presently serve it. Figures share it one after the other. */
export class Stage {
  readonly cluster: Cluster;
  #fleet: readonly Replica[] = [];
  #shape = "";
  #balancer: Balancer | undefined;
  /** What every replica that is started from now on has in its environment, by its place. */
  surroundings: (index: number) => Readonly<Record<string, string>> = () => ({});
  readonly #secret = randomBytes(24).toString("hex");
  #access: z.infer<typeof DemoFile> = { api_key: "", project_id: "" };

  private constructor(
    private readonly options: StageOptions,
    dataDirectory: string,
    private readonly throwAway: boolean,
  ) {
    this.cluster = new Cluster(dataDirectory);
  }

  static async open(options: StageOptions): Promise<Stage> {
    const given = options.dataDirectory;
    const stage = new Stage(options, given ?? (await runFolder("data")), given === undefined);
    try {
      await stage.cluster.start();
      await stage.#setUp();
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  get apiKey(): string {
    return this.#access.api_key;
  }

  get projectId(): string {
    return this.#access.project_id;
  }

  get checkout(): string {
    return this.options.checkout;
  }

  get replicas(): readonly Replica[] {
    return this.#fleet;
  }

  get origins(): readonly string[] {
    return this.#fleet.map(({ origin }) => origin);
  }

  /** Behind all replicas. */
  async balancer(): Promise<Balancer> {
    this.#balancer ??= await Balancer.open({ ports: this.#fleet.map(({ port }) => port) });
    return this.#balancer;
  }

  /** Has so many replicas serve: those that do already where nothing else is asked for, else new ones. */
  async serve(options: FleetOptions): Promise<readonly Replica[]> {
    const shape = JSON.stringify([
      options.replicas,
      options.database,
      options.script,
      options.through?.port,
      Array.from({ length: options.replicas }, (_, index) => [this.surroundings(index), options.env?.(index)]),
    ]);
    if (shape !== this.#shape || this.#fleet.some((replica) => !replica.isRunning)) {
      await this.dismiss();
      await this.#provideDatabase(options);
      this.#fleet = await this.prepare(options);
      this.#shape = shape;
      await Promise.all(this.#fleet.map((replica) => replica.start()));
    }
    return this.#fleet;
  }

  /** Replicas that are not started yet. */
  async prepare(options: FleetOptions): Promise<readonly Replica[]> {
    const database = options.database === "ours" ? await this.#databaseUrl(options.through) : undefined;
    return Array.from({ length: options.replicas }, (_, index) => {
      const name = `replica ${index + 1}`;
      return new Replica({
        name,
        script: options.script ?? path.join(this.checkout, ".build/server.mjs"),
        directory: this.checkout,
        logFile: this.options.logFile,
        env: {
          HOST: "127.0.0.1",
          TELLUS_DATA: this.cluster.dataDirectory,
          TELLUS_SECRET: this.#secret,
          TELLUS_LOG_LEVEL: "warn",
          ...(database === undefined ? {} : { DATABASE_URL: database }),
          ...this.surroundings(index),
          ...options.env?.(index),
        },
      });
    });
  }

  /** Ends what serves, in order. */
  async dismiss(): Promise<void> {
    await this.#balancer?.close();
    this.#balancer = undefined;
    for (const replica of this.#fleet) replica.thaw();
    await Promise.all(this.#fleet.map((replica) => replica.terminate()));
    this.#fleet = [];
    this.#shape = "";
  }

  async close(): Promise<void> {
    await this.dismiss();
    // Replicas that were killed leave their PostgreSQL behind: taken over, then stopped.
    await this.cluster.start().catch(() => undefined);
    await this.cluster.stop();
    if (this.throwAway) await rm(this.cluster.dataDirectory, { recursive: true, force: true });
  }

  async #provideDatabase({ database }: FleetOptions): Promise<void> {
    if (database === "ours") await this.cluster.start();
    else await this.cluster.stop();
  }

  async #databaseUrl(through: FaultProxy | undefined): Promise<string> {
    return this.cluster.adminUrl(through?.port);
  }

  /** A person, a workspace, a project and a key, as `npm run demo` makes them. */
  async #setUp(): Promise<void> {
    const { dataDirectory } = this.cluster;
    await promisify(execFile)(process.execPath, [".build/cli.mjs", "demo-setup", "--json"], {
      cwd: this.checkout,
      env: { ...process.env, TELLUS_DATA: dataDirectory, NODE_ENV: "production" },
    });
    this.#access = DemoFile.parse(JSON.parse(await readFile(path.join(dataDirectory, "demo.json"), "utf8")));
  }
}
