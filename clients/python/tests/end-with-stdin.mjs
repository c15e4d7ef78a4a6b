import { isMainThread } from "node:worker_threads";

/**
 * Preloaded into the server that the tests start: should they vanish without a word, it ends in its own orderly way.
 * The server's threads are given this file too, and have no standard input.
 */
if (isMainThread) {
  process.stdin.once("end", () => process.kill(process.pid, "SIGTERM"));
  process.stdin.resume();
}
