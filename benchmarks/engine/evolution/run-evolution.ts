import { toRequest } from "@/lib/engine/engine";
import { toLossEntry } from "@/lib/engine/history";
import type { Problem } from "@/lib/engine/problem";
import { findDefinition, type SamplerId } from "@/lib/engine/sampler/catalog";
import { registry } from "@/lib/engine/sampler/registry";
import { parseSpace } from "@/lib/engine/space/parse-space";
import type { Assignments } from "@/lib/engine/space/space";
import { measureFronts } from "./measure-fronts";

const SAMPLERS = ["cma-es", "nsga2", "nsga3", "de", "regularized-evolution", "genetic"] as const;
const TRIALS = [1_000, 10_000, 100_000];
const DIMENSIONS = 10;
/** Trials before each mark that are measured. */
const MEASURED = 500;

interface Figure {
  readonly sampler: SamplerId;
  readonly trials: number;
  /** CPU milliseconds of a trial: the suggestion, and taking in its result. */
  readonly suggestMs: number;
  readonly foldMs: number;
}

/** Fronts; and whole studies, trial after trial, their state kept between two: what does not grow with the study must not cost more. */
export async function runEvolution(): Promise<{ readonly text: string; readonly line: unknown }> {
  const fronts = measureFronts();
  console.log(fronts.text);
  const figures: Figure[] = [];
  const rows: string[] = [];
  for (const sampler of SAMPLERS) {
    const own = play(sampler);
    const cells = own.map(({ suggestMs, foldMs }) => `${suggestMs.toFixed(2)} + ${foldMs.toFixed(2)}`);
    figures.push(...own);
    rows.push(`| ${sampler} | ${cells.join(" | ")} |`);
    console.log(rows.at(-1));
  }
  const marks = TRIALS.map((trials) => trials.toLocaleString("en-US"));
  const head = `| sampler | ${marks.join(" | ")} |\n| --- | ${marks.map(() => "---:").join(" | ")} |`;
  const title = `CPU milliseconds of a trial of ${DIMENSIONS} parameters, suggestion + taking in its result:`;
  const text = `${fronts.text}\n\n${title}\n\n${head}\n${rows.join("\n")}`;
  return { text, line: { fronts: fronts.figures, trials: figures } };
}

function play(name: SamplerId): Figure[] {
  const problem = problemFor(name);
  const sampler = registry[name];
  let state = sampler.initial(problem, findDefinition(name)?.options.parse({}));
  let spent = { suggest: 0, fold: 0 };
  const figures: Figure[] = [];
  for (let number = 0; number < Math.max(...TRIALS); number += 1) {
    const mark = TRIALS.find((trials) => number < trials) ?? 0;
    if (number === mark - MEASURED) spent = { suggest: 0, fold: 0 };
    const request = toRequest({ problem, sampler: { name, options: {} }, history: [], pending: [], numbers: [number] });
    const begun = cpuMs();
    const [suggestion] = sampler.suggest(state, request).suggestions;
    const suggested = cpuMs();
    if (!suggestion) throw new Error(`${name} made no suggestion.`);
    const { assignments, fingerprint, origin } = suggestion;
    const values = losses(assignments);
    const ended = { number, assignments, fingerprint, generation: origin.generation, values };
    const entry = toLossEntry(problem, { ...ended, outcome: "completed" });
    const told = cpuMs();
    state = sampler.fold(state, [entry]);
    spent = { suggest: spent.suggest + suggested - begun, fold: spent.fold + cpuMs() - told };
    if (number !== mark - 1) continue;
    figures.push({ sampler: name, trials: mark, suggestMs: spent.suggest / MEASURED, foldMs: spent.fold / MEASURED });
  }
  return figures;
}

function problemFor(name: SamplerId): Problem {
  const names = Array.from({ length: DIMENSIONS }, (_, index) => `x${index}`);
  const parsed = parseSpace(Object.fromEntries(names.map((key) => [key, { type: "float", low: -5, high: 5 }])), []);
  if (!("space" in parsed)) throw new Error("The benchmark's space does not parse.");
  const metrics = name.startsWith("nsga") ? ["near", "far"] : ["near"];
  return {
    space: parsed.space,
    objectives: metrics.map((metric) => ({ metric, direction: "minimize" })),
    seed: "bench evolution",
  };
}

/** Two bowls with different middles: between them lies the front. */
function losses(point: Assignments): { near: number; far: number } {
  const distance = (middle: number): number =>
    Object.values(point).reduce<number>((sum, value) => sum + (Number(value) - middle) ** 2, 0);
  return { near: distance(1), far: distance(-1) };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
