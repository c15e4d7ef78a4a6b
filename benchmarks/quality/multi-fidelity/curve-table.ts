/** Recorded learning curves: a file for each problem, a line for each point of its space in the order of its cells. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { rowToAssignments } from "@/lib/engine/space/compiled-space";
import { fingerprintActive } from "@/lib/engine/space/fingerprint";
import type { Assignments, Space } from "@/lib/engine/space/space";
import { type CurveProblem, RESOURCE } from "./curve-problem";
import { cellsOf } from "./curve-space";

export const TABLES_FOLDER = "benchmarks/quality/multi-fidelity/tables";
export const tableFile = (id: string): string => path.join(TABLES_FOLDER, `${id}.jsonl`);

const Curve = z.array(z.number().nullable()).length(RESOURCE);
export type Curve = z.infer<typeof Curve>;

export interface CurveTable {
  readonly space: Space;
  /** Held-out losses after 1, 2, … units; null from where training broke down. */
  curveOf(assignments: Assignments): Curve;
  /** The lowest loss at the end of any curve. */
  readonly best: number;
  /** The median of the losses at the end, broken ones counted as worst: what one random trial is worth. */
  readonly random: number;
}

export function readCurveTable(problem: CurveProblem): CurveTable {
  const { compiled, cells } = cellsOf(problem);
  const lines = readFileSync(tableFile(problem.id), "utf8").trimEnd().split("\n");
  if (BigInt(lines.length) !== cells.count)
    throw new Error(`${tableFile(problem.id)} has ${lines.length} curves for ${cells.count} points; record it anew.`);
  const curves = lines.map((line) => Curve.parse(JSON.parse(line)));
  const byPoint = new Map(
    curves.map((curve, cell) => [fingerprintActive(rowToAssignments(compiled, cells.rowAt(BigInt(cell)))), curve]),
  );
  const ends = curves.map((curve) => curve.at(-1) ?? Number.POSITIVE_INFINITY).sort((one, other) => one - other);
  return {
    space: compiled.space,
    best: ends[0],
    random: ends[ends.length >> 1],
    curveOf(assignments) {
      const curve = byPoint.get(fingerprintActive(assignments));
      if (!curve) throw new RangeError(`${problem.id} has no point ${JSON.stringify(assignments)}.`);
      return curve;
    },
  };
}
