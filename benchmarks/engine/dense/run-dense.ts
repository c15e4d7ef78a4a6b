import { type Contender, type Task, tasks } from "./contender";
import { denseProblem } from "./dense-problem";
import { type DenseFigures, denseReport } from "./dense-report";
import { ourContenders } from "./our-contenders";
import { ReferenceContender } from "./reference-contender";

const SIZES = [100, 300, 500, 1_000];
const ROUNDS = 5;
const SAMPLING = { samples: 4, batchMs: 4 };
/** What takes longer than this is measured once a round and not in every round. */
const SLOW_MS = 400;
/** Largest difference between two answers, relative. */
const AGREEMENT = 1e-7;

/** The dense kernels by themselves, in rounds in which all contenders take turns. */
export async function runDense(): Promise<{ readonly text: string; readonly line: unknown }> {
  const reference = await ReferenceContender.open();
  if (!reference) console.log("Without NumPy. To compare: python3 benchmarks/engine/reference/prepare.py");
  const contenders = [...(reference ? [reference] : []), ...ourContenders(".build/kernels.wasm")];
  const figures: DenseFigures = new Map();
  try {
    for (const n of SIZES) {
      const problem = denseProblem(n);
      for (const contender of contenders) await contender.load(problem);
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const task of tasks) await measureTask(contenders, { figures, task, n, round });
      }
      console.log(`${n} observations measured`);
    }
  } finally {
    reference?.close();
  }
  return denseReport(figures, {
    sizes: SIZES,
    names: contenders.map(({ name }) => name),
    versions: reference?.versions,
  });
}

interface Round {
  readonly figures: DenseFigures;
  readonly task: Task;
  readonly n: number;
  readonly round: number;
}

async function measureTask(contenders: readonly Contender[], { figures, task, n, round }: Round): Promise<void> {
  const answers = new Map<string, number>();
  for (const contender of contenders) {
    const key = `${task} ${n} ${contender.name}`;
    const known = figures.get(key) ?? [];
    const slow = Math.min(...known) > SLOW_MS && known.length > 0;
    if (slow && round > 2) continue;
    const timing = await contender.measure(task, slow ? { samples: 1, batchMs: 0 } : SAMPLING);
    if (timing === null) continue;
    answers.set(contender.name, timing.answer);
    figures.set(key, [...known, ...timing.ms]);
  }
  const [first, ...others] = answers.values();
  for (const answer of others) {
    if (first === undefined || Math.abs(answer - first) <= AGREEMENT * (1 + Math.abs(first))) continue;
    throw new Error(`${task} at ${n} observations: the answers differ: ${JSON.stringify([...answers])}`);
  }
}
