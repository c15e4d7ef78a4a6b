import { parseArgs } from "node:util";
import { runBenchmark } from "./run-benchmark";

/** `npm run bench:growth -- --trials 100000 --steps 10` */
const { values } = parseArgs({
  options: { trials: { type: "string", default: "100000" }, steps: { type: "string", default: "10" } },
});
const [trials, steps] = [Number(values.trials), Number(values.steps)];
if (![trials, steps].every((value) => Number.isSafeInteger(value) && value >= 1) || trials > 999_000) {
  console.error(
    "--trials and --steps must be whole numbers of at least 1; a study has room for 999000 and those that are asked for.",
  );
  process.exitCode = 1;
} else {
  await runBenchmark({ trials, steps }).catch((error: unknown) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    process.exitCode = 1;
  });
  process.exit();
}
