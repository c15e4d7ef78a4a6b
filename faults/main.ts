import { Command, InvalidArgumentError } from "commander";
import { runFaults } from "./run-faults";

/** `npm run test:faults`. */
const program = new Command("test:faults")
  .description("Breaks things on purpose and holds what clients were promised against what is stored")
  .argument("[figures...]", "F4 F7 …; all when absent")
  .option("--sample", "the short form that npm test runs")
  .option("--broken", "the positive controls: each breakage must be noticed")
  .option("--unrecorded", "leave the results folder and docs/operations/figures.md alone")
  .option("--seed <number>", "of the schedule of faults", parseSeed)
  .option("--verbose", "what the replicas say goes to .build/faults.log")
  .action(async (figures: string[], options: Omit<Parameters<typeof runFaults>[0], "figures" | "checkout">) => {
    const passed = await runFaults({ ...options, figures, checkout: process.cwd() });
    process.exitCode = passed ? 0 : 1;
  });

function parseSeed(text: string): number {
  const seed = Number(text);
  if (!Number.isSafeInteger(seed)) throw new InvalidArgumentError("must be a whole number");
  return seed;
}

program.parseAsync().then(
  // Whatever still hangs on a broken connection does not keep the command.
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
