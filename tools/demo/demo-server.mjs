import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../bootstrap/failure.mjs";
import { buildDirectory } from "../bootstrap/paths.mjs";
import { ManagedProcess } from "./managed-process.mjs";

const READY_WITHIN_MS = 90_000;
/** The server lets requests in flight finish, and then stops its database. */
const STOP_PATIENCE_MS = 45_000;
const RESTARTS_PER_MINUTE = 5;

/** The server of the demo: started, started again when it dies, and stopped with everything it started itself. */
export class DemoServer {
  #process;
  #stopping = false;
  #restartedAt = [];

  /** @param {{ port: number, host: string, dataDirectory: string, say: (line: string) => void }} options */
  constructor({ port, host, dataDirectory, say }) {
    this.address = `http://${host}:${port}`;
    this.environment = { PORT: String(port), HOST: host, NODE_ENV: "production", TELLUS_DATA: dataDirectory };
    this.logFile = join(dataDirectory, "demo-server.log");
    this.say = say;
    /** Rejects when the server cannot be kept up. */
    this.failed = new Promise((_, reject) => {
      this.fail = reject;
    });
    this.failed.catch(() => undefined);
    mkdirSync(dataDirectory, { recursive: true });
  }

  async start() {
    this.#launch("w");
    await this.#waitUntilReady();
    this.#keepUp();
  }

  async stop() {
    this.#stopping = true;
    if ((await this.#process?.stop(STOP_PATIENCE_MS)) === false) {
      this.say("The server had to be killed; its database is checked and taken up at the next start.");
    }
  }

  #launch(logMode) {
    const log = openSync(this.logFile, logMode, 0o600);
    const script = join(buildDirectory, "server.mjs");
    this.#process = new ManagedProcess({ script, env: this.environment, stdout: log, stderr: log });
    closeSync(log);
  }

  async #waitUntilReady() {
    const deadline = performance.now() + READY_WITHIN_MS;
    while (!(await this.#isReady())) {
      if (!this.#process.isRunning)
        throw this.#failure(`The server ended (${(await this.#process.ended).how}) before it was ready.`);
      if (performance.now() > deadline)
        throw this.#failure(`The server was not ready within ${READY_WITHIN_MS / 1000} s.`);
      await sleep(100);
    }
  }

  async #isReady() {
    try {
      return (await fetch(`${this.address}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
    } catch {
      return false;
    }
  }

  async #keepUp() {
    try {
      for (;;) {
        const { how } = await this.#process.ended;
        if (this.#stopping) return;
        this.#countRestart(how);
        this.say(`The server ended (${how}). Starting it again; the job waits and goes on.`);
        this.#launch("a");
        await this.#waitUntilReady();
        this.say("The server is back.");
      }
    } catch (error) {
      if (!this.#stopping) this.fail(error);
    }
  }

  #countRestart(how) {
    const now = performance.now();
    this.#restartedAt = [...this.#restartedAt.filter((at) => now - at < 60_000), now];
    if (this.#restartedAt.length > RESTARTS_PER_MINUTE) throw this.#failure(`The server keeps ending (${how}).`);
  }

  #failure(message) {
    return new Failure(message, `see what it said last, above; all of it is in ${this.logFile}.`, this.#lastWords());
  }

  #lastWords() {
    return readFileSync(this.logFile, "utf8").split("\n").slice(-20).join("\n");
  }
}
