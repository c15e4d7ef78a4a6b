import { appendFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { runDense } from "./dense/run-dense";
import { runEvolution } from "./evolution/run-evolution";
import { runSuggest } from "./suggest/run-suggest";

const RESULTS_FILE = ".build/bench-engine.jsonl";

/** `npm run bench:engine` (README.md). */
async function main(): Promise<void> {
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    node: process.version,
    /** Above the number of cores, somebody else was at work too. */
    load_5_minutes: Number(loadavg()[1]?.toFixed(1)),
  };
  const parts = { dense: runDense, suggest: runSuggest, evolution: runEvolution };
  const wanted = process.argv.slice(2);
  for (const [name, run] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const { text, line } = await run();
    console.log(
      `\n${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load ${machine.load_5_minutes}. ${text}\n`,
    );
    await appendFile(RESULTS_FILE, `${JSON.stringify({ at: new Date().toISOString(), machine, [name]: line })}\n`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
});
