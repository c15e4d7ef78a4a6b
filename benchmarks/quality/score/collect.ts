/** Brings the traces of all players together as regrets. */
import { problemPrint } from "../evaluate";
import { CURVE_POINTS } from "../play/play-study";
import { OURS_FOLDER, playersIn, RIVALS_FOLDER, readTraces, type Trace, traceFile } from "../play/trace";
import type { QualityProblem } from "../problems/problem";
import { referenceOf } from "../reference-values";
import { pooledBest, regretAt, type Scale } from "./regret";

export interface Entrant {
  readonly name: string;
  readonly ours: boolean;
}

export interface ProblemResult {
  readonly problem: string;
  readonly family: string;
  /** By player and seed, the regret after each of `CURVE_POINTS` evaluations. */
  readonly regrets: ReadonlyMap<string, ReadonlyMap<number, readonly number[]>>;
}

export interface Collected {
  readonly entrants: readonly Entrant[];
  readonly results: readonly ProblemResult[];
  /** Problems on which some trace was better than the best value known before, with the better one. */
  readonly surpassed: readonly string[];
}

interface CollectRequest {
  readonly problems: readonly QualityProblem[];
  readonly samplers: readonly string[];
  readonly batch: number;
  readonly seeds: number;
  readonly budget: number;
}

export async function collect(request: CollectRequest): Promise<Collected> {
  const entrants: Entrant[] = [
    ...request.samplers.map((name) => ({ name, ours: true })),
    ...(await playersIn(RIVALS_FOLDER, request.batch)).map((name) => ({ name, ours: false })),
  ];
  const results: ProblemResult[] = [];
  const surpassed: string[] = [];
  for (const problem of request.problems) {
    const traces = await tracesOf(problem, entrants, request);
    const { random, best, how } = referenceOf(problem);
    const stated: Scale = { direction: problem.direction, random, best };
    // What mathematics or a look at every point says cannot be surpassed but by rounding.
    const all = [...traces.values()].flatMap((bySeed) => [...bySeed.values()]);
    const scale = how === "search" ? { ...stated, best: pooledBest(stated, all) } : stated;
    // Six digits are stored: less than that is rounding.
    if (Math.abs(scale.best - best) > 1e-5 * Math.abs(best))
      surpassed.push(`${problem.id}: ${scale.best} (was ${best})`);
    const regrets = [...traces].map(([name, bySeed]) => [name, regretsBySeed(bySeed, scale)] as const);
    results.push({ problem: problem.id, family: problem.family, regrets: new Map(regrets) });
  }
  return { entrants, results, surpassed };
}

async function tracesOf(
  problem: QualityProblem,
  entrants: readonly Entrant[],
  { batch, seeds, budget }: CollectRequest,
): Promise<Map<string, ReadonlyMap<number, Trace>>> {
  const traces = new Map<string, ReadonlyMap<number, Trace>>();
  for (const { name, ours } of entrants) {
    const file = traceFile(ours ? OURS_FOLDER : RIVALS_FOLDER, { sampler: name, batch }, problem.id);
    const found = await readTraces(file, { print: problemPrint(problem), budget });
    const wanted = [...found].filter(([seed]) => seed < seeds);
    if (wanted.length > 0) traces.set(name, new Map(wanted));
  }
  return traces;
}

function regretsBySeed(traces: ReadonlyMap<number, Trace>, scale: Scale): ReadonlyMap<number, readonly number[]> {
  return new Map(
    [...traces].map(([seed, trace]) => [seed, CURVE_POINTS.map((count) => regretAt(trace, count, scale))]),
  );
}
