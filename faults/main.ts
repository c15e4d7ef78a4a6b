import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { removeAbandoned } from "./fleet/abandoned";
import { KEEPER_ARGUMENT, keepWatch, startKeeper } from "./fleet/keeper";
import { runFaults } from "./run-faults";

const bundle = fileURLToPath(import.meta.url);

/** `npm run test:faults`. */
const program = new Command("test:faults")
  .description("Breaks things on purpose and holds what clients were promised against what is stored")
  .argument("[figures...]", "F4 F7 …; all when absent")
  .option("--sample", "the short form that npm test runs")
  .option("--broken", "the positive controls: each breakage must be noticed")
  .option("--unrecorded", "leave the results folder and docs/operations/figures.md alone")
  .option("--seed <number>", "of the schedule of faults", parseSeed)
  .option("--patience <factor>", "times what each figure may take, on a slow or busy machine", parseFactor)
  .option("--verbose", "what the replicas say goes to .build/faults.log")
  .action(async (figures: string[], options: Omit<Parameters<typeof runFaults>[0], "figures" | "checkout">) => {
    startKeeper(bundle);
    await removeAbandoned();
    const { passed, left } = await runFaults({ ...options, figures, checkout: process.cwd() });
    if (left.length > 0) await goOn(left);
    process.exitCode = passed ? process.exitCode : 1;
  });

/** What is late may still be at work in this process: the figures after it are run by another. */
async function goOn(left: readonly string[]): Promise<void> {
  for (const event of ["unhandledRejection", "uncaughtException"]) process.on(event, () => undefined);
  const options = process.argv.slice(2).filter((argument) => !/^F\d+$/.test(argument));
  const child = spawn(process.execPath, [bundle, ...left, ...options], { stdio: "inherit" });
  await once(child, "exit");
  if (child.exitCode !== 0) process.exitCode = 1;
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (!Number.isSafeInteger(seed)) throw new InvalidArgumentError("must be a whole number");
  return seed;
}

function parseFactor(text: string): number {
  const factor = Number(text);
  if (!(factor >= 1 && factor <= 100)) throw new InvalidArgumentError("must be a number from 1 to 100");
  return factor;
}

const work = process.argv[2] === KEEPER_ARGUMENT ? keepWatch() : program.parseAsync();
work.then(
  // Whatever still hangs on a broken connection does not keep the command.
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
