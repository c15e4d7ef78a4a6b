/** Recorded learning curves. */
import path from "node:path";
import { z } from "zod";
import type { Assignments, Space } from "@/lib/engine/space/space";
import { readTable } from "../recorded/recorded-table";
import { type CurveProblem, RESOURCE } from "./curve-problem";

const TABLES_FOLDER = "benchmarks/quality/multi-fidelity/tables";
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
  const { space, lines, at } = readTable(tableFile(problem.id), problem, Curve);
  const ends = lines.map((curve) => curve.at(-1) ?? Number.POSITIVE_INFINITY).sort((one, other) => one - other);
  return { space, best: ends[0], random: ends[ends.length >> 1], curveOf: at };
}
