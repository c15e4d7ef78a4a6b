/**
 * States for each problem the reference point and the two volumes between which regret is measured:
 * `npm run bench:quality -- reference-volumes`.
 */
import { readFile, writeFile } from "node:fs/promises";
import type { Losses } from "@/lib/engine/pareto/dominance";
import { hypervolume } from "@/lib/engine/pareto/hypervolume";
import { makeRng } from "@/lib/engine/rng/rng";
import { sampleAssignments } from "@/lib/engine/space/sample";
import { spaceOf } from "../evaluate";
import { type ObjectiveProblem, toLosses } from "./objective-problem";
import { objectivePrint } from "./objective-trace";
import { objectiveProblems } from "./problems/problems";
import { type ReferenceVolume, VolumeFile } from "./reference-volumes";

const FILE = "benchmarks/quality/multi-objective/reference-volumes.json";
/** Sets of random evaluations, and how many are in each. */
const SETS = 401;
export const SET_SIZE = 10;
const FRONT_POINTS = 10_000;
/** Beyond the worst of the front, as a share of its range. */
const MARGIN = 0.1;

export async function findReferenceVolumes(ids: readonly string[]): Promise<void> {
  const known = VolumeFile.parse(JSON.parse(await readFile(FILE, "utf8")));
  for (const problem of objectiveProblems) {
    const current = known[problem.id]?.print === objectivePrint(problem);
    if (ids.length > 0 ? !ids.includes(problem.id) : current) continue;
    const found = referenceVolume(problem);
    known[problem.id] = found;
    console.log(`${problem.id}: reference ${found.reference.join(", ")}, random ${found.random}, best ${found.best}`);
    const ordered = objectiveProblems.flatMap(({ id }) => (known[id] ? [[id, known[id]] as const] : []));
    await writeFile(FILE, `${JSON.stringify(Object.fromEntries(ordered), null, 2)}\n`);
  }
}

/**
 * The reference is, in each objective, the worse of two: a tenth of the front's range beyond its worst point, so that the
 * ends of the front count; and the median of a random evaluation, so that whoever is far from the front but nearer than
 * chance is told from who is not.
 */
export function referenceVolume(problem: ObjectiveProblem): ReferenceVolume {
  const drawn = randomLosses(problem, SETS * SET_SIZE);
  const front = problem.front.points(FRONT_POINTS);
  const reference = problem.objectives.map((_, objective) => {
    const along = front.map((point) => point[objective]);
    const [least, most] = along.reduce(
      ([low, high], loss) => [Math.min(low, loss), Math.max(high, loss)],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    );
    const typical = median(drawn.map((losses) => losses[objective]));
    return Number(Math.max(most + MARGIN * (most - least), typical).toPrecision(6));
  });
  const sets = Array.from({ length: SETS }, (_, set) => drawn.slice(set * SET_SIZE, (set + 1) * SET_SIZE));
  return {
    print: objectivePrint(problem),
    reference,
    random: Number(median(sets.map((set) => hypervolume(set, reference))).toPrecision(12)),
    best: Number(problem.front.volume(reference).toPrecision(12)),
  };
}

function randomLosses(problem: ObjectiveProblem, count: number): readonly Losses[] {
  return Array.from({ length: count }, (_, number) => {
    const rng = makeRng({ seed: "tellus-quality-reference", purpose: problem.id, number });
    return toLosses(problem, problem.value(sampleAssignments(spaceOf(problem), rng)));
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1];
}
