/** Trainings that were recorded: a file for each problem, a line for each point of its space in the order of its cells. */
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { z } from "zod";
import { rowToAssignments } from "@/lib/engine/space/compiled-space";
import { fingerprintActive } from "@/lib/engine/space/fingerprint";
import type { Assignments, Space } from "@/lib/engine/space/space";
import { cellsOf, type FiniteProblem } from "./cells-of";

export interface RecordedTable<Line> {
  readonly space: Space;
  readonly lines: readonly Line[];
  at(assignments: Assignments): Line;
}

export function readTable<Line>(file: string, problem: FiniteProblem, Line: z.ZodType<Line>): RecordedTable<Line> {
  const { compiled, cells } = cellsOf(problem);
  const written = readFileSync(file, "utf8").trimEnd().split("\n");
  if (BigInt(written.length) !== cells.count)
    throw new Error(`${file} has ${written.length} lines for ${cells.count} points; record it anew.`);
  const lines = written.map((line) => Line.parse(JSON.parse(line)));
  const byPoint = new Map(
    lines.map((line, cell) => [fingerprintActive(rowToAssignments(compiled, cells.rowAt(BigInt(cell)))), line]),
  );
  return {
    space: compiled.space,
    lines,
    at(assignments) {
      const line = byPoint.get(fingerprintActive(assignments));
      if (line === undefined) throw new RangeError(`${problem.id} has no point ${JSON.stringify(assignments)}.`);
      return line;
    },
  };
}

/** Trains every point. */
export async function recordTable(
  file: string,
  problem: FiniteProblem,
  lineOf: (assignments: Assignments, cell: number) => unknown,
): Promise<void> {
  const { compiled, cells } = cellsOf(problem);
  const lines = Array.from({ length: Number(cells.count) }, (_, cell) =>
    JSON.stringify(lineOf(rowToAssignments(compiled, cells.rowAt(BigInt(cell))), cell)),
  );
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${lines.join("\n")}\n`);
  console.log(`${problem.id}: ${lines.length} points in ${path.relative(".", file)}`);
}
