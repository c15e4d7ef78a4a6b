/** Plays our samplers on the problems with several objectives and reports them beside the stored traces of rivals. */
import { mkdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { loadKernels } from "@/server/engine-host/load-kernels";
import { appendTrace, REPORT_FOLDER, readTracesOf, traceFile } from "../play/trace";
import { drawCurves } from "../report/draw-curves";
import { writeReport } from "../report/write-report";
import { collectObjectives } from "./collect-objectives";
import { OBJECTIVE_FAMILIES, type ObjectiveProblem } from "./objective-problem";
import { ObjectiveTrace, OURS, objectivePrint } from "./objective-trace";
import { playObjectives } from "./play-objectives";
import { findObjectiveProblem, objectiveProblems } from "./problems/problems";

const BUDGETS = [50, 200];

export async function runObjectives(words: readonly string[]): Promise<void> {
  const options = readOptions(words);
  if (!options.reportOnly) await playAll(options);
  const collected = await collectObjectives(options);
  const budgets = BUDGETS.filter((count) => count <= options.budget);
  const report = writeReport({
    ...collected,
    title: "Suggestion quality with several objectives",
    measure: `${collected.results.length} problems. Score = 100 (1 - mean normalized regret of the dominated hypervolume); ten random trials are 0, the true front is 100.`,
    families: OBJECTIVE_FAMILIES,
    budgets,
    remarks: [],
  });
  await mkdir(REPORT_FOLDER, { recursive: true });
  const picture = drawCurves(collected, { families: OBJECTIVE_FAMILIES, budget: options.budget });
  await writeFile(`${REPORT_FOLDER}/report-multi-objective.md`, `${report}\n`);
  await writeFile(`${REPORT_FOLDER}/regret-multi-objective.svg`, picture);
  console.log(`\n${report}\n\nWritten to ${REPORT_FOLDER}/report-multi-objective.md and regret-multi-objective.svg.`);
}

type Options = ReturnType<typeof readOptions>;

function readOptions(words: readonly string[]) {
  const { values } = parseArgs({
    args: [...words],
    options: {
      sampler: { type: "string", default: "auto" },
      problems: { type: "string", default: "" },
      seeds: { type: "string", default: "10" },
      budget: { type: "string", default: "200" },
      "report-only": { type: "boolean", default: false },
    },
  });
  const list = (text: string): string[] => text.split(",").filter((part) => part !== "");
  return {
    samplers: list(values.sampler),
    problems: values.problems ? list(values.problems).map(findObjectiveProblem) : objectiveProblems,
    seeds: Number(values.seeds),
    budget: Number(values.budget),
    reportOnly: values["report-only"],
  };
}

/** Seeds outermost, so that a run cut short has every problem; what is stored is not played again. */
async function playAll({ samplers, problems, seeds, budget }: Options): Promise<void> {
  const kernels = loadKernels(".build/kernels.wasm");
  for (let seed = 0; seed < seeds; seed += 1) {
    for (const sampler of samplers) {
      for (const problem of problems) {
        const file = traceFile(OURS, { sampler, batch: 1 }, problem.id);
        if ((await storedSeeds(file, problem, budget)).has(seed)) continue;
        const trace = playObjectives({ problem, sampler, seed, budget, kernels });
        await appendTrace(file, trace);
        console.log(`${sampler} ${problem.id} seed ${seed}: ${trace.askMs} ms an ask`);
      }
    }
  }
}

async function storedSeeds(file: string, problem: ObjectiveProblem, budget: number): Promise<ReadonlySet<number>> {
  const traces = await readTracesOf(ObjectiveTrace, file, { print: objectivePrint(problem), budget });
  return new Set(traces.keys());
}
