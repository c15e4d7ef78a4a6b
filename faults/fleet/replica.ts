import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "@/server/embedded/free-port";
import { noteChild } from "./keeper";

export interface ReplicaOptions {
  readonly name: string;
  /** The built server, `.build/server.mjs` or a broken copy of it beside it. */
  readonly script: string;
  /** The checkout: the server finds its pages and migrations from there. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where what it says goes, too. */
  readonly logFile?: string | undefined;
}

const READY_WITHIN_MS = 90_000;
/** More than the server gives itself to finish what is under way and to stop PostgreSQL. */
const END_WITHIN_MS = 120_000;

/** The built server as a process that can be killed, frozen, drained and started again on the same port. */
export class Replica {
  readonly name: string;
  #child: ChildProcess | undefined;
  #said: string[] = [];
  #port = 0;
  /** How often it was started. */
  starts = 0;

  /** The checkout it is started from next. */
  directory: string;

  constructor(private readonly options: ReplicaOptions) {
    this.name = options.name;
    this.directory = options.directory;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it said since its last start, line by line. */
  get lines(): readonly string[] {
    return this.#said.join("").split("\n");
  }

  /** Begins the start; `ready` says when it is done. */
  async launch(): Promise<void> {
    if (this.#port === 0) this.#port = await findFreePort();
    this.#said = [];
    this.starts += 1;
    const { script, env } = this.options;
    const { directory } = this;
    const child = spawn(
      process.execPath,
      ["--import", path.join(directory, "tools/demo/end-with-parent.mjs"), script],
      {
        cwd: directory,
        env: { ...process.env, NODE_ENV: "production", PORT: String(this.#port), ...env },
        stdio: ["ignore", "pipe", "pipe", "ipc"],
        // Ctrl-C in our terminal is ours to pass on.
        detached: true,
      },
    );
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => this.#hear(chunk));
    child.on("error", () => undefined);
    this.#child = child;
    noteChild(child.pid);
  }

  async start(): Promise<void> {
    await this.launch();
    await this.ready();
  }

  async ready(withinMs = READY_WITHIN_MS): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (!(await this.isReady())) {
      if (!this.isRunning) throw new Error(`${this.name} ended before it was ready. It said:\n${this.#lastWords()}`);
      if (performance.now() > deadline)
        throw new Error(`${this.name} was not ready within ${withinMs / 1000} s. It said:\n${this.#lastWords()}`);
      await sleep(40);
    }
  }

  async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.origin}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
    } catch {
      return false;
    }
  }

  /** As a power cut ends it: nothing is finished, nothing is said. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** In its own order (R24); gives the exit code. */
  async terminate(): Promise<number | null> {
    await this.#end("SIGTERM");
    return this.#child?.exitCode ?? null;
  }

  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  async #end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.isRunning) return;
    const ended = once(child, "exit");
    child.kill(signal);
    // What hangs is ended all the same: whoever looks at its exit code finds none.
    const timer = setTimeout(() => child.kill("SIGKILL"), END_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  }

  #hear(chunk: Buffer): void {
    const text = chunk.toString();
    this.#said.push(text);
    if (this.options.logFile !== undefined) appendFileSync(this.options.logFile, text);
  }

  #lastWords(): string {
    return this.lines.slice(-25).join("\n");
  }
}
