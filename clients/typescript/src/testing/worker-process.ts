import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

/** Builds the package as others install it. The address of its entry. */
export function buildClient(folder: string): string {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const project = join(root, "clients/typescript");
  const args = [compiler, "--project", project, "--outDir", join(folder, "dist")];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stdout);
  symlinkSync(join(project, "package.json"), join(folder, "package.json"));
  return pathToFileURL(join(folder, "dist/public.js")).href;
}

export interface WorkerSettings {
  readonly client: string;
  readonly url: string;
  readonly apiKey: string;
  readonly study: string;
  readonly spool: string;
  readonly worker?: string;
}

/** A process with the built client, which does what it is told. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly said: string[] = [];

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on("data", (text: Buffer) => void this.said.push(text.toString()));
  }

  static async start({ client, url, apiKey, study, spool, worker = "" }: WorkerSettings): Promise<WorkerProcess> {
    const script = fileURLToPath(new URL("./controlled-worker.mjs", import.meta.url));
    const child = fork(script, [], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: {
        NODE_ENV: "test",
        PATH: process.env.PATH ?? "",
        CLIENT: client,
        STUDY: study,
        WORKER: worker,
        TELLUS_URL: url,
        TELLUS_API_KEY: apiKey,
        TELLUS_SPOOL: spool,
        TELLUS_EXIT_WAIT: "2",
      },
    });
    const process_ = new WorkerProcess(child);
    await process_.#answer();
    return process_;
  }

  async call<Result>(call: "ask" | "report" | "tell", ...values: readonly unknown[]): Promise<Result> {
    this.#child.send({ call, values });
    return (await this.#answer()) as Result;
  }

  /** How it ended. */
  async kill(signal: "SIGKILL" | "SIGTERM"): Promise<string | number | null> {
    const ended = once(this.#child, "exit");
    this.#child.kill(signal);
    const [code, by] = await ended;
    return by ?? code;
  }

  /** Lets it come to its own end. */
  async end(): Promise<number | null> {
    const ended = once(this.#child, "exit");
    this.#child.send({ call: "end", values: [] });
    const [code] = await ended;
    return code;
  }

  async #answer(): Promise<unknown> {
    const ended = once(this.#child, "exit").then(() => {
      throw new Error(`The worker ended: ${this.said.join("")}`);
    });
    ended.catch(() => undefined);
    const [message] = await Promise.race([once(this.#child, "message"), ended]);
    return (message as { answer: unknown }).answer;
  }
}
