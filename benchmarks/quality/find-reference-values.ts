/**
 * States for each problem what a random evaluation is worth and, where mathematics does not say, the best value known:
 * by looking at every point of a small finite space, else by a long search that no sampler of the benchmark shares code with.
 */
import { readFile, writeFile } from "node:fs/promises";
import { standardNormal, uniformIndex } from "@/lib/engine/rng/distributions";
import { makeRng, type Rng } from "@/lib/engine/rng/rng";
import { cellsOfSpace } from "@/lib/engine/space/cardinality";
import { type CompiledSpace, compileSpace, type Row, rowToAssignments } from "@/lib/engine/space/compiled-space";
import { rowAtUnit } from "@/lib/engine/space/encode";
import { sampleUnit } from "@/lib/engine/space/sample";
import { problemPrint, spaceOf } from "./evaluate";
import type { QualityProblem } from "./problems/problem";
import { problems } from "./problems/problems";
import { ReferenceFile, type ReferenceValue } from "./reference-values";

const FILE = "benchmarks/quality/reference-values.json";
const RANDOM_DRAWS = 401;
const ENUMERATED_MAX = 100_000n;
/** Evaluations of a search: analytic ones take microseconds, models milliseconds. */
const SEARCH = { quick: 60_000, slow: 2_500 };

/** Writes the values of the named problems, or of those that have none or changed. A best value is never made worse. */
export async function findReferenceValues(ids: readonly string[]): Promise<void> {
  const known = ReferenceFile.parse(JSON.parse(await readFile(FILE, "utf8").catch(() => "{}")));
  for (const problem of problems) {
    const earlier = known[problem.id];
    const current = earlier?.print === problemPrint(problem);
    if (ids.length > 0 ? !ids.includes(problem.id) : current) continue;
    const found = referenceValue(problem);
    const kept =
      current && earlier && loss(problem, earlier.best) < loss(problem, found.best) ? earlier.best : found.best;
    known[problem.id] = { ...found, best: kept };
    console.log(`${problem.id}: random ${found.random}, best ${kept} (${found.how})`);
    // After each: the whole takes long, and an interrupted run continues where it was.
    const ordered = problems.flatMap(({ id }) => (known[id] ? [[id, known[id]] as const] : []));
    await writeFile(FILE, `${JSON.stringify(Object.fromEntries(ordered), null, 2)}\n`);
  }
}

const loss = (problem: QualityProblem, value: number): number => (problem.direction === "maximize" ? -value : value);

function referenceValue(problem: QualityProblem): ReferenceValue {
  const compiled = compileSpace(spaceOf(problem));
  const lossAt = (row: Row): number => {
    const value = problem.value(rowToAssignments(compiled, row));
    return value === null ? Number.POSITIVE_INFINITY : loss(problem, value);
  };
  const print = problemPrint(problem);
  const random = toValue(problem, medianRandomLoss(compiled, lossAt, problem.id));
  if (problem.optimum) return { print, random, best: problem.optimum.value, how: "exact" };
  const cells = cellsOfSpace(compiled);
  if (cells && cells.count <= ENUMERATED_MAX) {
    let best = Number.POSITIVE_INFINITY;
    for (let cell = 0n; cell < cells.count; cell += 1n) {
      const row = cells.rowAt(cell);
      if (compiled.violation(row) === 0) best = Math.min(best, lossAt(row));
    }
    return { print, random, best: toValue(problem, best), how: "every point" };
  }
  const budget = problem.family === "models" ? SEARCH.slow : SEARCH.quick;
  return { print, random, best: toValue(problem, search(compiled, lossAt, { budget, id: problem.id })), how: "search" };
}

const toValue = (problem: QualityProblem, found: number): number =>
  Number((problem.direction === "maximize" ? -found : found).toPrecision(12)) + 0;

/** The median loss of one random evaluation that obeys the constraints; a failure counts as worse than any value. */
function medianRandomLoss(compiled: CompiledSpace, lossAt: (row: Row) => number, id: string): number {
  const rng = makeRng({ seed: "tellus-quality-reference", purpose: `${id}/random`, number: 0 });
  const losses: number[] = [];
  while (losses.length < RANDOM_DRAWS) {
    const row = rowAtUnit(compiled, sampleUnit(compiled, rng));
    if (compiled.violation(row) === 0) losses.push(lossAt(row));
  }
  return losses.sort((one, other) => one - other)[(RANDOM_DRAWS - 1) / 2];
}

interface Search {
  readonly budget: number;
  readonly id: string;
}
const PARENTS = 12;

/** A third at random, then changes of the best few of every size from a third of the range down to a thousandth. */
function search(compiled: CompiledSpace, lossAt: (row: Row) => number, { budget, id }: Search): number {
  const rng = makeRng({ seed: "tellus-quality-reference", purpose: `${id}/search`, number: 0 });
  const parents: { unit: Float64Array; loss: number }[] = [];
  for (let evaluation = 0; evaluation < budget; ) {
    const explore = evaluation < budget / 3 || parents.length === 0;
    const unit = explore
      ? sampleUnit(compiled, rng)
      : changed(compiled, parents[Math.floor(parents.length * rng.uniform() ** 2)].unit, rng);
    const row = rowAtUnit(compiled, unit);
    if (compiled.violation(row) > 0) continue;
    evaluation += 1;
    parents.push({ unit, loss: lossAt(row) });
    parents.sort((one, other) => one.loss - other.loss);
    if (parents.length > PARENTS) parents.pop();
  }
  return parents[0].loss;
}

function changed(compiled: CompiledSpace, unit: Float64Array, rng: Rng): Float64Array {
  const size = 0.3 * 0.001 ** rng.uniform();
  const always = uniformIndex(rng, unit.length);
  return unit.map((coordinate, index) => {
    if (index !== always && rng.uniform() > 0.3) return coordinate;
    const { type } = compiled.parameters[compiled.free[index]].parameter;
    if (type === "categorical" || type === "bool" || rng.uniform() < 0.02) return rng.uniform();
    return Math.min(1, Math.max(0, coordinate + size * standardNormal(rng)));
  });
}
