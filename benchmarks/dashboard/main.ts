import { parseArgs } from "node:util";
import { runBenchmark } from "./run-benchmark";

/** `npm run bench:dashboard`, with `-- --trials 100000` for the larger study. */
const { values } = parseArgs({ options: { trials: { type: "string", default: "10000" } } });
const trials = Number(values.trials);
if (!Number.isSafeInteger(trials) || trials < 1) {
  console.error("--trials must be a whole number of at least 1.");
  process.exitCode = 1;
} else {
  await runBenchmark(trials).catch((error: unknown) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    process.exitCode = 1;
  });
}
