import { spawn } from "node:child_process";
import { once } from "node:events";
import { root } from "../bootstrap/paths.mjs";
import { endGroup } from "../bootstrap/run-program.mjs";

/**
 * A Node program the demo starts and stops. It has a process group of its own, so Ctrl-C reaches the demo only, which
 * then stops things in order: the workers before the server they tell their results to.
 */
export class ManagedProcess {
  /** @param {{ script: string, args?: readonly string[], env: NodeJS.ProcessEnv, stdout: "pipe" | number, stderr: number }} options */
  constructor({ script, args = [], env, stdout, stderr }) {
    this.child = spawn(process.execPath, ["--import", endWithParent, script, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", stdout, stderr, "ipc"],
      detached: process.platform !== "win32",
    });
    /** Resolves with how the program ended. */
    this.ended = new Promise((done) => {
      this.child.once("exit", (code, signal) => done({ code, signal, how: signal ?? `exit code ${code}` }));
      this.child.once("error", (error) => done({ code: 1, signal: null, how: error.message }));
    });
  }

  get isRunning() {
    return this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined;
  }

  /** Asks the program to stop; makes it, and what it started, when it does not within the patience. */
  async stop(patienceMs) {
    if (!this.isRunning) return true;
    this.child.kill("SIGTERM");
    const stopped = await Promise.race([this.ended.then(() => true), after(patienceMs)]);
    if (!stopped) endGroup(this.child, "SIGKILL");
    return stopped;
  }
}

const endWithParent = new URL("./end-with-parent.mjs", import.meta.url).href;

async function after(ms) {
  const timeout = AbortSignal.timeout(ms);
  await once(timeout, "abort");
  return false;
}
