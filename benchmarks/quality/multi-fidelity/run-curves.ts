/** Plays our schedulers on recorded learning curves and reports them beside stored traces of Optuna's pruners. */
import { appendFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import type { SchedulerSpec } from "@/lib/engine/scheduler/start-schedule";
import { loadKernels } from "@/server/engine-host/load-kernels";
import { OURS_FOLDER, REPORT_FOLDER, RIVALS_FOLDER } from "../play/trace";
import type { CurveProblem } from "./curve-problem";
import { curveProblems } from "./curve-problems";
import { type CurveTable, readCurveTable } from "./curve-table";
import { drawCurveStudies } from "./draw-curve-studies";
import { CurveTrace } from "./incumbent";
import { playCurves } from "./play-curves";
import { type Played, reportCurves } from "./report-curves";

/** Thirty trials to the end. */
const UNITS = 810;

interface Player {
  readonly sampler: string;
  readonly scheduler: SchedulerSpec | null;
}

const PLAYERS: Readonly<Record<string, Player>> = {
  none: { sampler: "gp", scheduler: null },
  "asha-promote": { sampler: "gp", scheduler: { name: "asha" } },
  "asha-stop": { sampler: "gp", scheduler: { name: "asha", options: { mode: "stop" } } },
  hyperband: { sampler: "gp", scheduler: { name: "hyperband" } },
  "successive-halving": { sampler: "gp", scheduler: { name: "successive-halving" } },
  pasha: { sampler: "gp", scheduler: { name: "pasha" } },
  median: { sampler: "gp", scheduler: { name: "median" } },
  percentile: { sampler: "gp", scheduler: { name: "percentile" } },
  "hyperband-tpe": { sampler: "tpe", scheduler: { name: "hyperband" } },
  "asha-stop-random": { sampler: "random", scheduler: { name: "asha", options: { mode: "stop" } } },
};

export async function runCurves(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      players: { type: "string", default: Object.keys(PLAYERS).join(",") },
      workers: { type: "string", default: "8,32" },
      seeds: { type: "string", default: "10" },
      "report-only": { type: "boolean", default: false },
    },
  });
  const tables = new Map(curveProblems.map((problem) => [problem, readCurveTable(problem)]));
  for (const workers of values.workers.split(",").map(Number)) {
    const seeds = Number(values.seeds);
    if (!values["report-only"]) await playAll({ tables, players: values.players.split(","), workers, seeds });
    await report(await collect(tables, { workers, seeds }), workers);
  }
}

async function report(played: readonly Played[], workers: number): Promise<void> {
  const text = reportCurves(played, { workers, units: UNITS });
  console.log(text);
  if (played.length === 0) return;
  await writeFile(path.join(REPORT_FOLDER, `report-curves-${workers}.md`), text);
  await writeFile(path.join(REPORT_FOLDER, `regret-curves-${workers}.svg`), drawCurveStudies(played, { units: UNITS }));
  console.log(`Written to ${REPORT_FOLDER}/report-curves-${workers}.md and regret-curves-${workers}.svg.`);
}

interface Wishes {
  readonly tables: ReadonlyMap<CurveProblem, CurveTable>;
  readonly players: readonly string[];
  readonly workers: number;
  readonly seeds: number;
}

const fileOf = (folder: string, workers: number, player: string, problem: string): string =>
  path.join(folder, `curves-${workers}`, player, `${problem}.jsonl`);

/** Seeds outermost, so that a run cut short has every player; what is stored is not played again. */
async function playAll({ tables, players, workers, seeds }: Wishes): Promise<void> {
  const kernels = loadKernels(".build/kernels.wasm");
  for (let seed = 0; seed < seeds; seed += 1) {
    for (const name of players) {
      const player = PLAYERS[name];
      if (!player) throw new RangeError(`players: there is no ${name}; there are ${Object.keys(PLAYERS).join(", ")}.`);
      for (const [problem, table] of tables) {
        const file = fileOf(OURS_FOLDER, workers, name, problem.id);
        if ((await readTraces(file)).some((trace) => trace.seed === seed)) continue;
        const trace = playCurves({ table, ...player, seed, workers, units: UNITS, kernels });
        await mkdir(path.dirname(file), { recursive: true });
        await appendFile(file, `${JSON.stringify(trace)}\n`);
        console.log(`${name}, ${workers} workers, ${problem.id}, seed ${seed}: ${trace.trials} trials`);
      }
    }
  }
}

async function readTraces(file: string): Promise<CurveTrace[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => (line === "" ? [] : [CurveTrace.parse(JSON.parse(line))]));
}

async function collect(
  tables: Wishes["tables"],
  { workers, seeds }: Pick<Wishes, "workers" | "seeds">,
): Promise<Played[]> {
  const played: Played[] = [];
  for (const [folder, ours] of [
    [OURS_FOLDER, true],
    [RIVALS_FOLDER, false],
  ] as const) {
    for (const name of (await readdir(path.join(folder, `curves-${workers}`)).catch(() => [])).toSorted()) {
      for (const [problem, table] of tables) {
        const traces = await readTraces(fileOf(folder, workers, name, problem.id));
        const wanted = traces.filter(({ seed }) => seed < seeds);
        if (wanted.length > 0) played.push({ name, ours, problem: problem.id, table, traces: wanted });
      }
    }
  }
  return played;
}
