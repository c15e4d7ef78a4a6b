import { spawn } from "node:child_process";
import { Failure } from "./failure.mjs";
import { root } from "./paths.mjs";

const KEPT_OUTPUT = 20_000;

/**
 * Runs a program to its end and returns what it printed on stdout. Its output is kept, and shown only when it fails.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ advice: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, name?: string }} options
 * @returns {Promise<string>}
 */
export async function runProgram(file, args, { advice, env, timeoutMs, name = args[0] ?? file }) {
  const result = await capture(file, args, { env, timeoutMs });
  if (result.error) throw new Failure(`${name} could not be started: ${result.error.message}`, advice);
  if (result.timedOut) throw new Failure(`${name} was not done within ${timeoutMs / 1000} s.`, advice, result.tail);
  if (result.code !== 0)
    throw new Failure(`${name} ended with ${result.signal ?? `exit code ${result.code}`}.`, advice, result.tail);
  return result.stdout;
}

/** Runs a program and describes how it ended, whatever happened. */
export function capture(file, args, { cwd = root, env, timeoutMs, onOutput } = {}) {
  return new Promise((done) => {
    // A group of its own, so that a program that hangs can be ended together with what it started.
    const child = spawn(file, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    const stopWatching = endWithParent(child);
    let stdout = "";
    let tail = "";
    let timedOut = false;
    const hear = (chunk) => {
      tail = (tail + chunk).slice(-KEPT_OUTPUT);
      onOutput?.(String(chunk));
    };
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      hear(chunk);
    });
    child.stderr.on("data", hear);
    const timer =
      timeoutMs &&
      setTimeout(() => {
        timedOut = true;
        endGroup(child, "SIGKILL");
      }, timeoutMs);
    const finish = (result) => {
      clearTimeout(timer);
      stopWatching();
      done({ stdout, tail, timedOut, code: null, signal: null, ...result });
    };
    child.on("error", (error) => finish({ error }));
    child.on("close", (code, signal) => finish({ code, signal }));
  });
}

/** Signals a child and everything it started. */
export function endGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** A child in its own group does not see the terminal's Ctrl-C: pass it on, then leave, unless somebody else sees to that. */
function endWithParent(child) {
  const handlers = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => {
    const handler = () => {
      endGroup(child, "SIGTERM");
      if (process.listenerCount(signal) === 1) process.exit(signal === "SIGINT" ? 130 : 143);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return () => {
    for (const remove of handlers) remove();
  };
}
