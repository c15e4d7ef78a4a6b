import { runBenchmark } from "./run-benchmark";
import { serve } from "./serve";
import { SERVE_ARGUMENT } from "./server-process";

/** `npm run bench:api`. The same file is the server when it is started with that argument: the two must be two processes. */
const [, , argument, dataDirectory] = process.argv;
const work = argument === SERVE_ARGUMENT && dataDirectory !== undefined ? serve(dataDirectory) : runBenchmark();
work.catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
});
