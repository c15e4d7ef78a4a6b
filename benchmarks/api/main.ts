import { Command, InvalidArgumentError } from "commander";
import { parts } from "./parts";
import { runBenchmark } from "./run-benchmark";
import { serve } from "./serve";
import { SERVE_ARGUMENT, ServeOptions } from "./server-process";

/** `npm run bench:api`. */
const program = new Command("bench:api")
  .description("Speed of the API beside bare SQL and beside Optuna, on a server and a database of its own")
  .option("--part <name>", `one of: ${parts.map(({ name }) => name).join(", ")}; may be given again`, collect, [])
  .option("--short", "seconds instead of minutes, to see that it works; nothing is recorded")
  .option("--unrecorded", "leave benchmarks/api/results and its page alone")
  .action(async ({ part, ...options }: { part: string[]; short?: boolean; unrecorded?: boolean }) => {
    const works = await runBenchmark({ names: part, ...options });
    process.exitCode = works ? 0 : 1;
  });

function collect(name: string, before: readonly string[]): string[] {
  if (!parts.some((part) => part.name === name)) {
    throw new InvalidArgumentError(`Choose from: ${parts.map((part) => part.name).join(", ")}.`);
  }
  return [...before, name];
}

/** The same file is the server when it is started with that argument: the two must be two processes. */
const [, , argument, dataDirectory, options] = process.argv;
const work =
  argument === SERVE_ARGUMENT && dataDirectory !== undefined
    ? serve(dataDirectory, ServeOptions.parse(JSON.parse(options ?? "{}")))
    : program.parseAsync();
work.catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
});
