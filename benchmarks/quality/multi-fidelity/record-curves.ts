/** Trains every point of the problems with learning curves and writes the tables: `npm run bench:quality -- record-curves`. */
import { makeRng } from "@/lib/engine/rng/rng";
import type { Assignments } from "@/lib/engine/space/space";
import { recordTable } from "../recorded/recorded-table";
import { type CurveProblem, RESOURCE } from "./curve-problem";
import { curveProblems } from "./curve-problems";
import { tableFile } from "./curve-table";

export async function recordCurves(ids: readonly string[]): Promise<void> {
  for (const problem of curveProblems.filter(({ id }) => ids.length === 0 || ids.includes(id))) {
    await recordTable(tableFile(problem.id), problem, (assignments, cell) => curveOf(problem, cell, assignments));
  }
}

/** Four digits; once a loss is no number, none follows. */
function curveOf(problem: CurveProblem, cell: number, assignments: Assignments) {
  const rng = makeRng({ seed: "tellus-curves", purpose: problem.id, number: cell });
  const losses = problem.train(assignments, rng);
  const broken = losses.findIndex((loss) => loss === null || !Number.isFinite(loss));
  const told = broken < 0 ? losses : losses.slice(0, broken);
  return Array.from({ length: RESOURCE }, (_, unit) => {
    const loss = told[unit] ?? null;
    return loss === null ? null : Number(loss.toPrecision(4));
  });
}
