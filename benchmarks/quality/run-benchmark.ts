/** Plays our samplers on the problems and reports them beside the stored traces of rivals. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { catalog } from "@/lib/engine/sampler/catalog";
import { problemPrint } from "./evaluate";
import { playStudies, type Task } from "./play/play-studies";
import { appendTrace, OURS_FOLDER, REPORT_FOLDER, readTraces, traceFile } from "./play/trace";
import { FAMILIES } from "./problems/problem";
import { findProblem, problems } from "./problems/problems";
import { drawCurves } from "./report/draw-curves";
import { writeReport } from "./report/write-report";
import { type Collected, collect } from "./score/collect";

const BUDGETS = [25, 50, 100];
/** More would slow down everyone else on the machine, and no figure here is a time. */
const WORKERS_MAX = 2;

export async function runBenchmark(words: readonly string[], entry: URL): Promise<void> {
  const options = readOptions(words);
  for (const batch of options.batches) {
    if (!options.reportOnly) await play(options, batch, entry);
    const collected = await collect({ ...options, batch });
    const report = reportOf(collected, { batch, budget: options.budget });
    await mkdir(REPORT_FOLDER, { recursive: true });
    await writeFile(`${REPORT_FOLDER}/report-batch-${batch}.md`, `${report}\n`);
    await writeFile(
      `${REPORT_FOLDER}/regret-batch-${batch}.svg`,
      drawCurves(collected, { families: FAMILIES, budget: options.budget }),
    );
    console.log(`\n${report}\n\nWritten to ${REPORT_FOLDER}/report-batch-${batch}.md and regret-batch-${batch}.svg.`);
  }
}

function reportOf(collected: Collected, { batch, budget }: { batch: number; budget: number }): string {
  const { surpassed, results } = collected;
  return writeReport({
    ...collected,
    title: `Suggestion quality, ${batch === 1 ? "one trial at a time" : `batches of ${batch}`}`,
    measure: `${results.length} problems. Score = 100 (1 - mean normalized regret of the recommended trial's true value); random after one evaluation is 0, the best known value is 100.`,
    families: FAMILIES,
    budgets: BUDGETS.filter((count) => count <= budget),
    remarks: surpassed.length > 0 ? [`Better than the best value known before: ${surpassed.join("; ")}.`] : [],
  });
}

type Options = ReturnType<typeof readOptions>;

function readOptions(words: readonly string[]) {
  const learning = catalog.filter(({ capabilities }) => capabilities.usesHistory === "values").map(({ id }) => id);
  const { values } = parseArgs({
    args: [...words],
    options: {
      sampler: { type: "string", default: learning.join(",") },
      problems: { type: "string", default: "" },
      family: { type: "string", default: "" },
      seeds: { type: "string", default: "20" },
      budget: { type: "string", default: "100" },
      batch: { type: "string", default: "1" },
      workers: { type: "string", default: "2" },
      resume: { type: "boolean", default: false },
      "report-only": { type: "boolean", default: false },
    },
  });
  const list = (text: string): string[] => text.split(",").filter((part) => part !== "");
  const chosen = values.problems ? list(values.problems).map(findProblem) : problems;
  return {
    samplers: list(values.sampler),
    problems: chosen.filter(({ family }) => values.family === "" || values.family === family),
    seeds: Number(values.seeds),
    budget: Number(values.budget),
    batches: list(values.batch).map(Number),
    workers: Math.min(WORKERS_MAX, Number(values.workers)),
    resume: values.resume,
    reportOnly: values["report-only"],
  };
}

async function play(options: Options, batch: number, entry: URL): Promise<void> {
  const tasks = await tasksOf(options, batch);
  let done = 0;
  await playStudies(tasks, {
    entry,
    workers: options.workers,
    async onTrace({ sampler, problem }, trace) {
      await appendTrace(traceFile(OURS_FOLDER, { sampler, batch }, problem), trace);
      done += 1;
      console.log(`${done}/${tasks.length} ${sampler} ${problem} seed ${trace.seed}: ${trace.askMs} ms an ask`);
    },
  });
}

/** Seeds outermost, so that a run cut short has every problem. */
async function tasksOf({ samplers, problems: chosen, seeds, budget, resume }: Options, batch: number): Promise<Task[]> {
  const stored = new Map<string, ReadonlySet<number>>();
  for (const sampler of samplers) {
    for (const problem of chosen) {
      const file = traceFile(OURS_FOLDER, { sampler, batch }, problem.id);
      if (!resume) await rm(file, { force: true });
      const found = await readTraces(file, { print: problemPrint(problem), budget });
      stored.set(`${sampler} ${problem.id}`, new Set(found.keys()));
    }
  }
  const all = Array.from({ length: seeds }, (_, seed) =>
    chosen.flatMap(({ id: problem }) => samplers.map((sampler): Task => ({ sampler, batch, problem, seed, budget }))),
  );
  return all.flat().filter(({ sampler, problem, seed }) => !stored.get(`${sampler} ${problem}`)?.has(seed));
}
