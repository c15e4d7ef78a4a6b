import { appendFile, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { applyBreakage, type Breakage } from "./breakage";
import { figures } from "./catalog";
import type { Figure, FigureContext, Outcome } from "./figure";
import { runFolder } from "./fleet/abandoned";
import { Stage } from "./fleet/stage";
import { seededRandom } from "./random";
import { currentCommit, describeMachine, type ReportLine } from "./report/report-line";
import { recordFigure } from "./report/write-figures";

export interface RunOptions {
  readonly checkout: string;
  readonly figures: readonly string[];
  readonly sample?: boolean;
  readonly broken?: boolean;
  readonly unrecorded?: boolean;
  readonly seed?: number;
  readonly verbose?: boolean;
  /** Times what each figure may take, for a machine that is slow or busy. */
  readonly patience?: number;
}

const FAULTS_SHOWN = 10;

/** Any sample, positive controls too. */
const SAMPLE_MINUTES = 5;

export interface RunResult {
  readonly passed: boolean;
  /** Left undone, because one before them was not done in time and may still be at work in this process. */
  readonly left: readonly string[];
}

/** Runs the figures one after the other on one PostgreSQL and one built server, until all are done or one is late. */
export async function runFaults(options: RunOptions): Promise<RunResult> {
  const chosen = choose(options);
  const scratch = await runFolder("ledgers");
  const logFile = options.verbose === true ? path.join(options.checkout, ".build/faults.log") : undefined;
  const stage = await Stage.open({ checkout: options.checkout, ...(logFile === undefined ? {} : { logFile }) });
  const stop = () => void stage.close().finally(() => process.exit(130));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    let passed = true;
    for (const [index, figure] of chosen.entries()) {
      const run = { figure, stage, scratch, options };
      const result = options.broken === true ? await controlFigure(run) : await runFigure(run);
      passed &&= result === "passed";
      if (result === "late") return { passed, left: chosen.slice(index + 1).map(({ id }) => id) };
    }
    return { passed, left: [] };
  } finally {
    await stage.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

type Result = "passed" | "failed" | "late";

function choose({ figures: names, sample }: RunOptions): readonly Figure[] {
  const unknown = names.filter((name) => !figures.some(({ id }) => id === name));
  if (unknown.length > 0)
    throw new Error(`There is no ${unknown.join(", ")}. Choose from: ${figures.map(({ id }) => id).join(", ")}.`);
  if (names.length > 0) return figures.filter(({ id }) => names.includes(id));
  return sample === true ? figures.filter(({ inSample }) => inSample) : figures;
}

interface FigureRun {
  readonly figure: Figure;
  readonly stage: Stage;
  readonly scratch: string;
  readonly options: RunOptions;
}

async function runFigure({ figure, stage, scratch, options }: FigureRun): Promise<Result> {
  const scale = options.sample === true ? "sample" : "full";
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
  const obstacle = await figure.obstacle?.({ stage });
  if (obstacle !== undefined) {
    console.log(JSON.stringify({ figure: figure.id, skipped: obstacle }));
    return "passed";
  }
  const context = contextOf({ stage, scratch, scale, seed, id: figure.id });
  const started = performance.now();
  const outcome = await attempt(figure, context, options.patience);
  const line: ReportLine = {
    figure: figure.id,
    title: figure.title,
    scale,
    passed: outcome.faults.length === 0,
    target: figure.target,
    reached: outcome.reached,
    counts: outcome.counts,
    faults: outcome.faults.slice(0, FAULTS_SHOWN).map(({ rule, detail }) => `${rule}: ${detail}`),
    seed,
    seconds: Number(((performance.now() - started) / 1000).toFixed(1)),
    at: new Date().toISOString(),
    commit: currentCommit(),
    machine: describeMachine(await postgresVersion(stage)),
  };
  await keep(options, line);
  return resultOf(outcome);
}

const LATE = "not done in time";

function resultOf({ faults }: Outcome): Result {
  if (faults.some(({ rule }) => rule === LATE)) return "late";
  return faults.length === 0 ? "passed" : "failed";
}

/** An error is a finding too: a service that does not come back, an answer that nobody foresaw. */
async function attempt(figure: Figure, context: FigureContext, patience = 1): Promise<Outcome> {
  const minutes = (context.scale === "full" ? figure.minutes : SAMPLE_MINUTES) * patience;
  const timeout = new AbortController();
  try {
    const running = figure.run(context);
    const late = sleep(minutes * 60_000, undefined, { signal: timeout.signal }).then(() => lateOutcome(minutes));
    return await Promise.race([running, late]);
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { reached: "broken off", counts: {}, faults: [{ rule: "broken off", detail }] };
  } finally {
    timeout.abort();
  }
}

function lateOutcome(minutes: number): Outcome {
  const detail = `it may take ${minutes} minutes`;
  return { reached: `${LATE}: ${detail}`, counts: {}, faults: [{ rule: LATE, detail }] };
}

async function keep({ checkout, unrecorded }: RunOptions, line: ReportLine): Promise<void> {
  console.log(JSON.stringify(line));
  const folder = path.join(checkout, ".build/faults");
  await mkdir(folder, { recursive: true });
  await appendFile(path.join(folder, "lines.jsonl"), `${JSON.stringify(line)}\n`);
  if (unrecorded !== true) await recordFigure(checkout, line);
}

/** Positive controls: with each line broken, the sample has to fail, and for the reason it is there for. */
async function controlFigure({ figure, stage, scratch, options }: FigureRun): Promise<Result> {
  const results: boolean[] = [];
  for (const breakage of figure.breakages) {
    const seed = options.seed ?? 1;
    const context = contextOf({ stage, scratch, scale: "sample", seed, id: figure.id });
    const outcome = await tryBroken(figure, { breakage, context, patience: options.patience });
    const noticed = outcome.faults
      .filter(({ rule }) => breakage.breaks.includes(rule))
      .map(({ rule, detail }) => `${rule}: ${detail}`);
    console.log(
      JSON.stringify({
        figure: figure.id,
        broken: breakage.name,
        noticed: noticed.length > 0,
        by: noticed.slice(0, 2),
      }),
    );
    results.push(noticed.length > 0);
    // It may still be at work: no other breakage is tried beside it.
    if (resultOf(outcome) === "late") return "late";
  }
  return results.every(Boolean) ? "passed" : "failed";
}

interface Control {
  readonly breakage: Breakage;
  readonly context: FigureContext;
  readonly patience: number | undefined;
}

async function tryBroken(figure: Figure, { breakage, context, patience }: Control): Promise<Outcome> {
  const { stage } = context;
  await stage.serve({ replicas: 1, database: "ours" });
  const { script, client, undo } = await applyBreakage(breakage, stage);
  try {
    return await attempt(figure, { ...context, script, client }, patience);
  } finally {
    await stage.dismiss();
    await stage.cluster.start();
    await undo();
  }
}

function contextOf(given: {
  readonly stage: Stage;
  readonly scratch: string;
  readonly scale: FigureContext["scale"];
  readonly seed: number;
  readonly id: string;
}): FigureContext {
  const { seed, id, ...rest } = given;
  const say = (line: string): void => console.error(`${id}: ${line}`);
  return { ...rest, script: undefined, client: undefined, random: seededRandom(seed), say };
}

async function postgresVersion({ cluster }: Stage): Promise<string> {
  const rows = await cluster
    .query<{ version: string }>("select current_setting('server_version') as version")
    .catch(() => []);
  return rows[0]?.version.split(" ")[0] ?? "unknown";
}
