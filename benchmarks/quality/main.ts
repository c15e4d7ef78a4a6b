import { isMainThread } from "node:worker_threads";
import { findReferenceValues } from "./find-reference-values";
import { recordCurves } from "./multi-fidelity/record-curves";
import { runCurves } from "./multi-fidelity/run-curves";
import { servePlays } from "./play/play-studies";
import { runBenchmark } from "./run-benchmark";
import { serveProblems } from "./serve-problems";

/** `npm run bench:quality`: what each word does is in README.md. The same file is what worker threads start from. */
async function main([word, ...rest]: readonly string[]): Promise<void> {
  if (!isMainThread) return servePlays();
  if (word === "serve") return serveProblems();
  if (word === "reference") return findReferenceValues(rest);
  if (word === "record-curves") return recordCurves(rest);
  if (word === "--track" && rest[0] === "multi-fidelity") return runCurves(rest.slice(1));
  return runBenchmark(word === undefined ? [] : [word, ...rest], new URL(import.meta.url));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
});
