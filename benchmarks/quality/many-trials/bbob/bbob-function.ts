/**
 * What one of the 24 noiseless functions of BBOB is. Hansen, Finck, Ros & Auger 2009, Real-parameter black-box optimization
 * benchmarking 2009: noiseless functions definitions, INRIA research report 6829; written from its formulas, with instances
 * of our own (bbob-instance.ts).
 *
 *   D = dimensions    x_opt, f_opt = the optimum and its value    R, Q = orthogonal matrices    z = transformed x
 */
import type { Rng } from "@/lib/engine/rng/rng";
import type { VectorFunction } from "../../problems/analytic/functions";
import type { Peaks } from "./gallagher";
import type { Matrix } from "./transformations";

/** The sections of the report. */
export const GROUPS = [
  "separable",
  "moderate conditioning",
  "ill-conditioned",
  "multi-modal, adequate structure",
  "multi-modal, weak structure",
] as const;
export type Group = (typeof GROUPS)[number];

export interface BbobFunction {
  /** As in the report, 1 to 24. */
  readonly id: number;
  readonly name: string;
  readonly group: Group;
  /** x_opt, where it is not uniform in [−4, 4]^D. */
  place?(draws: Placing): number[];
  /** What the local optima of Gallagher's functions are drawn from. */
  drawPeaks?(rng: Rng, optimum: readonly number[]): Peaks;
  /** f less f_opt. */
  above(given: Given): VectorFunction;
}

export interface Placing {
  readonly rng: Rng;
  readonly dimensions: number;
  readonly r: Matrix;
}

/** The random parts of a function. */
export interface Given {
  readonly optimum: readonly number[];
  readonly r: Matrix;
  readonly q: Matrix;
  readonly peaks?: Peaks;
}
