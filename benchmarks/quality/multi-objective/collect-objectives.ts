/** Brings the traces of all players together as regrets of hypervolume. */
import type { Losses } from "@/lib/engine/pareto/dominance";
import { hypervolume } from "@/lib/engine/pareto/hypervolume";
import { CURVE_POINTS } from "../play/play-study";
import { playersIn, readTracesOf, traceFile } from "../play/trace";
import type { Entrant, ProblemResult } from "../score/collect";
import { normalizedRegret } from "../score/regret";
import { type ObjectiveProblem, toLosses } from "./objective-problem";
import { ObjectiveTrace, OURS, objectivePrint, RIVALS } from "./objective-trace";
import { volumeOf } from "./reference-volumes";

interface CollectRequest {
  readonly problems: readonly ObjectiveProblem[];
  readonly samplers: readonly string[];
  readonly seeds: number;
  readonly budget: number;
}

export async function collectObjectives({ samplers, problems, ...wanted }: CollectRequest) {
  const entrants: Entrant[] = [
    ...samplers.map((name) => ({ name, ours: true })),
    ...(await playersIn(RIVALS, 1)).map((name) => ({ name, ours: false })),
  ];
  const results: ProblemResult[] = [];
  for (const problem of problems) {
    const regrets = new Map<string, ReadonlyMap<number, readonly number[]>>();
    for (const { name, ours } of entrants) {
      const file = traceFile(ours ? OURS : RIVALS, { sampler: name, batch: 1 }, problem.id);
      const traces = await readTracesOf(ObjectiveTrace, file, {
        print: objectivePrint(problem),
        budget: wanted.budget,
      });
      const own = [...traces].filter(([seed]) => seed < wanted.seeds);
      if (own.length > 0) regrets.set(name, new Map(own.map(([seed, trace]) => [seed, volumeRegrets(problem, trace)])));
    }
    results.push({ problem: problem.id, family: problem.family, regrets });
  }
  return { entrants, results };
}

/** After each of `CURVE_POINTS` trials: the share of the volume between ten random trials and the true front that is missing. */
export function volumeRegrets(problem: ObjectiveProblem, { told }: Pick<ObjectiveTrace, "told">): readonly number[] {
  const { reference, random, best } = volumeOf(problem);
  const scale = { direction: "maximize", random, best } as const;
  return CURVE_POINTS.map((count) => {
    const seen = told.slice(0, count).flatMap((values): Losses[] => (values ? [toLosses(problem, values)] : []));
    return normalizedRegret(hypervolume(seen, reference), scale);
  });
}
