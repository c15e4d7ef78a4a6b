import { suggest } from "@/lib/engine/engine";
import type { Kernels } from "@/lib/engine/linalg/kernels";
import { loadKernels } from "@/server/engine-host/load-kernels";
import { besideNumpy } from "./beside-numpy";
import { RivalSuggestions } from "./rival-suggestions";
import { type SuggestProblem, suggestProblem, toMessage, withResult } from "./suggest-problem";
import { type SuggestFigures, suggestReport } from "./suggest-report";

const OBSERVATIONS = [10, 100, 500, 1_000, 5_000];
const DIMENSIONS = [2, 10, 50];
const OURS = ["gp", "tpe", "random-forest", "auto"] as const;
/** The library's own names, and to how many observations it is asked: beyond, one ask takes minutes. */
const RIVALS = [
  { name: "optuna-gp", observationsMax: 1_000 },
  { name: "optuna-tpe", observationsMax: 5_000 },
] as const;
const ROUNDS = 6;
/** After an ask as slow as this, one is enough. */
const SLOW_MS = 5_000;

/** One suggestion, end to end, by ours and by Optuna's samplers on the same histories. */
export async function runSuggest(): Promise<{ readonly text: string; readonly line: unknown }> {
  const rivals = await RivalSuggestions.open();
  if (!rivals) console.log("Without Optuna. To compare: python3 benchmarks/quality/rivals/prepare.py");
  const kernels = loadKernels(".build/kernels.wasm");
  const beside = await besideNumpy(kernels);
  if (!beside) console.log("Without NumPy. To compare: python3 benchmarks/engine/reference/prepare.py");
  const figures: SuggestFigures = new Map();
  try {
    for (const dimensions of DIMENSIONS) {
      for (const observations of OBSERVATIONS) {
        await measureAll(figures, { dimensions, observations, kernels, rivals });
        console.log(`${observations} observations of ${dimensions} parameters measured`);
      }
    }
  } finally {
    rivals?.close();
  }
  const { text, line } = suggestReport(figures, {
    observations: OBSERVATIONS,
    dimensions: DIMENSIONS,
    names: [...OURS, ...(rivals ? RIVALS.map(({ name }) => name) : [])],
    versions: rivals?.versions,
  });
  return { text: `${beside ? `${beside.text}\n\n` : ""}${text}`, line: { ...line, beside_numpy: beside?.ms ?? null } };
}

interface Place {
  readonly dimensions: number;
  readonly observations: number;
  readonly kernels: Kernels;
  readonly rivals: RivalSuggestions | null;
}

async function measureAll(
  figures: SuggestFigures,
  { dimensions, observations, kernels, rivals }: Place,
): Promise<void> {
  const problem = suggestProblem(observations, dimensions);
  const place = `${dimensions} ${observations}`;
  for (const name of OURS) figures.set(`${place} ${name}`, measure(name, problem, kernels));
  if (rivals === null) return;
  for (const { name, observationsMax } of RIVALS) {
    if (observations <= observationsMax) figures.set(`${place} ${name}`, await rivals.measure(name, problem, ROUNDS));
  }
}

/**
 * CPU milliseconds of each suggestion, told before the next, the message copied as between threads; the first finds nothing
 * remembered.
 */
function measure(name: string, problem: SuggestProblem, kernels: Kernels): readonly number[] {
  const ms: number[] = [];
  let told = problem;
  for (let round = 0; round < ROUNDS; round += 1) {
    const message = structuredClone(toMessage(name, told));
    const start = process.cpuUsage();
    const [suggestion] = suggest(message, kernels).suggestions;
    const { user, system } = process.cpuUsage(start);
    ms.push((user + system) / 1000);
    if ((ms.at(-1) ?? 0) > SLOW_MS) break;
    if (!suggestion) throw new Error(`${name} made no suggestion.`);
    told = withResult(told, suggestion.assignments);
  }
  return ms;
}
