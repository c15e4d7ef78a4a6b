import { isMainThread } from "node:worker_threads";
import { findReferenceValues } from "./find-reference-values";
import { runManyTrials } from "./many-trials/run-many-trials";
import { recordCurves } from "./multi-fidelity/record-curves";
import { runCurves } from "./multi-fidelity/run-curves";
import { findReferenceVolumes } from "./multi-objective/find-reference-volumes";
import { recordTradeOffs } from "./multi-objective/record-trade-offs";
import { runObjectives } from "./multi-objective/run-objectives";
import { servePlays } from "./play/play-studies";
import { runBenchmark } from "./run-benchmark";
import { serveProblems } from "./serve-problems";

type Command = (words: readonly string[]) => Promise<void>;

/** Makes or serves what is played on. */
const COMMANDS: Readonly<Record<string, Command>> = {
  serve: serveProblems,
  reference: findReferenceValues,
  "reference-volumes": findReferenceVolumes,
  "record-curves": recordCurves,
  "record-trade-offs": recordTradeOffs,
};

/** What `--track` plays instead of the problems with one objective. */
const TRACKS: Readonly<Record<string, Command>> = {
  "multi-fidelity": runCurves,
  "multi-objective": runObjectives,
  "many-trials": runManyTrials,
};

/** `npm run bench:quality`: what each word does is in README.md. The same file is what worker threads start from. */
async function main(words: readonly string[]): Promise<void> {
  if (!isMainThread) return servePlays();
  const [word, ...rest] = words;
  const command = word === undefined ? undefined : COMMANDS[word];
  if (command) return command(rest);
  if (word === "--track") return trackOf(rest[0])(rest.slice(1));
  return runBenchmark(words, new URL(import.meta.url));
}

function trackOf(name = ""): Command {
  const track = TRACKS[name];
  if (!track) throw new RangeError(`--track: there is no ${name}; there are ${Object.keys(TRACKS).join(", ")}.`);
  return track;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
});
