import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { copyFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { DatabaseUrls } from "@/server/db/pools";
import type { Holdings } from "./holdings";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The API in a process that can be killed and started again, on one database. */
export class RestartingApi {
  #child: ChildProcess | undefined;
  #origin = "";

  private constructor(
    private readonly script: string,
    private readonly settings: string,
    /** Where it keeps artifacts. */
    readonly artifacts: string,
  ) {}

  static async open({ app, system }: DatabaseUrls): Promise<RestartingApi> {
    const bundle = `${root}.build/test/faults-${process.pid}`;
    await build({
      absWorkingDir: root,
      entryPoints: { api: "server/faults/testing/api-process.ts", worker: "server/engine-host/worker.ts" },
      outdir: bundle,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      packages: "external",
      logLevel: "error",
    });
    await copyFile(`${root}.build/kernels.wasm`, `${bundle}/kernels.wasm`);
    const api = new RestartingApi(
      `${bundle}/api.mjs`,
      JSON.stringify({ app, system, workerFile: `${bundle}/worker.mjs`, artifacts: `${bundle}/artifacts` }),
      `${bundle}/artifacts`,
    );
    await api.start();
    return api;
  }

  /** Another replica on the same database. */
  async another(): Promise<RestartingApi> {
    const replica = new RestartingApi(this.script, this.settings, this.artifacts);
    await replica.start();
    return replica;
  }

  get origin(): string {
    return this.#origin;
  }

  async start(): Promise<void> {
    const child = fork(this.script, [this.settings], { cwd: root, execArgv: ["--expose-gc"] });
    const [port] = (await once(child, "message", { signal: AbortSignal.timeout(30_000) })) as [number];
    this.#child = child;
    this.#origin = `http://127.0.0.1:${port}`;
  }

  /** What the process holds once its garbage is collected. */
  async holdings(): Promise<Holdings> {
    const child = this.#child;
    if (child === undefined) throw new Error("The API does not run.");
    child.send("holdings");
    const [holdings] = (await once(child, "message", { signal: AbortSignal.timeout(30_000) })) as [Holdings];
    return holdings;
  }

  /** From now on the process leaks every request. */
  keepRequests(): void {
    this.#child?.send("keep requests");
  }

  /** As the power cut does it: nothing is finished, nothing is said. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
}
