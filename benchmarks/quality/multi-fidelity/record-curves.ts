/** Trains every point of the problems with learning curves and writes the tables: `npm run bench:quality -- record-curves`. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeRng } from "@/lib/engine/rng/rng";
import { rowToAssignments } from "@/lib/engine/space/compiled-space";
import { type CurveProblem, RESOURCE } from "./curve-problem";
import { curveProblems } from "./curve-problems";
import { cellsOf } from "./curve-space";
import { TABLES_FOLDER, tableFile } from "./curve-table";

export async function recordCurves(ids: readonly string[]): Promise<void> {
  await mkdir(TABLES_FOLDER, { recursive: true });
  for (const problem of curveProblems.filter(({ id }) => ids.length === 0 || ids.includes(id))) {
    const { compiled, cells } = cellsOf(problem);
    const lines = Array.from({ length: Number(cells.count) }, (_, cell) => {
      const assignments = rowToAssignments(compiled, cells.rowAt(BigInt(cell)));
      return JSON.stringify(curveOf(problem, cell, assignments));
    });
    await writeFile(tableFile(problem.id), `${lines.join("\n")}\n`);
    console.log(`${problem.id}: ${lines.length} curves in ${path.relative(".", tableFile(problem.id))}`);
  }
}

/** Four digits; once a loss is no number, none follows. */
function curveOf(problem: CurveProblem, cell: number, assignments: Parameters<CurveProblem["train"]>[0]) {
  const rng = makeRng({ seed: "tellus-curves", purpose: problem.id, number: cell });
  const losses = problem.train(assignments, rng);
  const broken = losses.findIndex((loss) => loss === null || !Number.isFinite(loss));
  const told = broken < 0 ? losses : losses.slice(0, broken);
  return Array.from({ length: RESOURCE }, (_, unit) => {
    const loss = told[unit] ?? null;
    return loss === null ? null : Number(loss.toPrecision(4));
  });
}
