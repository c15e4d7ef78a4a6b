/** Two problems of our own, for what the published ones have not: choices, integers, scales, conditions. */
import type { Losses } from "@/lib/engine/pareto/dominance";
import { type Assignments, readAssignment } from "@/lib/engine/space/space";
import { numberAt, textAt, truthAt } from "../../problems/read-assignments";
import { minimized, type ObjectiveProblem } from "../objective-problem";
import { ellipsoidFront, listedFront } from "./front";

/** How far each choice is from the best one, in an order that says nothing. */
const KERNELS: Readonly<Record<string, number>> = { a: 0.45, b: 0.12, c: 0.3, d: 0, e: 0.8, f: 0.2 };

/** A quarter of a circle; its distance comes from parameters of every type. The width that suits depends on the choice. */
const mixedCircle: ObjectiveProblem = {
  id: "mixed-circle-7",
  family: "mixed",
  about: "a quarter of a circle; the distance from it by parameters of every type",
  objectives: minimized(2),
  space: {
    balance: { type: "float", low: 0, high: 1 },
    kernel: { type: "categorical", choices: Object.keys(KERNELS) },
    width: { type: "float", low: 1e-4, high: 100, scale: "log" },
    layers: { type: "int", low: 1, high: 24 },
    batch: { type: "ordinal", values: [8, 16, 32, 64, 128, 256] },
    centered: { type: "bool" },
    noise: { type: "float", low: 0, high: 1, step: 0.05 },
  },
  value(assignments) {
    const kernel = KERNELS[textAt(assignments, "kernel")];
    const width = (Math.log10(numberAt(assignments, "width")) + 2.6 - 2 * kernel) / 3;
    const layers = (numberAt(assignments, "layers") - 17) / 12;
    const batch = Math.log2(numberAt(assignments, "batch") / 16) / 4;
    const noise = 2 * (numberAt(assignments, "noise") - 0.75);
    const crossed = truthAt(assignments, "centered") ? 0 : 0.25 + 0.5 * Math.abs(batch);
    const radius = 1 + kernel + width ** 2 + layers ** 2 + 0.5 * (batch - layers) ** 2 + noise ** 2 + crossed;
    const angle = (numberAt(assignments, "balance") * Math.PI) / 2;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  },
  front: ellipsoidFront([1, 1]),
  optimal: [0.1, 0.4, 0.8].map((balance) => ({
    balance,
    kernel: "d",
    width: 10 ** -2.6,
    layers: 17,
    batch: 16,
    centered: true,
    noise: 0.75,
  })),
};

/** Error by model: what the size of the model allows, and what the other parameters of its branch spoil. */
const linearError = (decade: number): number => 0.31 + 0.02 * (decade - 0.6) ** 2;
const kernelError = (rows: number, decade: number): number =>
  0.11 + 0.45 / Math.sqrt(rows) + 0.03 * (decade + 0.4 * Math.log10(rows)) ** 2;
const boostingError = (rounds: number, depth: number, decade: number): number =>
  0.08 + 0.35 * Math.exp(-rounds / 60) + 0.006 * (depth - 5) ** 2 + 0.05 * (decade + 0.5 * Math.log10(rounds)) ** 2;
/** Decades of operations for a prediction. */
const operations = (count: number): number => Math.log10(count);

const decadeAt = (assignments: Assignments, name: string): number => Math.log10(numberAt(assignments, name));
const range = (low: number, high: number): number[] =>
  Array.from({ length: high - low + 1 }, (_, index) => low + index);

const ROWS = [10, 500] as const;
const ROUNDS = [5, 500] as const;
const DEPTHS = [1, 8] as const;

/** What is left when every parameter but those of the size is best. */
const branchesFront: readonly Losses[] = [
  [linearError(0.6), operations(12)],
  ...range(...ROWS).map((rows): Losses => [kernelError(rows, -0.4 * Math.log10(rows)), operations(4 * rows)]),
  ...range(...ROUNDS).flatMap((rounds) =>
    range(...DEPTHS).map(
      (depth): Losses => [boostingError(rounds, depth, -0.5 * Math.log10(rounds)), operations(rounds * depth)],
    ),
  ),
];

const branches: ObjectiveProblem = {
  id: "model-branches-6",
  family: "mixed",
  about: "three models, each with parameters of its own and a part of the front: error against operations",
  objectives: [
    { metric: "error", direction: "minimize" },
    { metric: "log10_operations", direction: "minimize" },
  ],
  space: {
    model: { type: "categorical", choices: ["boosting", "kernel", "linear"] },
    penalty: { type: "float", low: 1e-3, high: 1e4, scale: "log", when: { model: "linear" } },
    rows: { type: "int", low: ROWS[0], high: ROWS[1], scale: "log", when: { model: "kernel" } },
    width: { type: "float", low: 1e-3, high: 100, scale: "log", when: { model: "kernel" } },
    rounds: { type: "int", low: ROUNDS[0], high: ROUNDS[1], scale: "log", when: { model: "boosting" } },
    depth: { type: "int", low: DEPTHS[0], high: DEPTHS[1], when: { model: "boosting" } },
    rate: { type: "float", low: 1e-3, high: 1, scale: "log", when: { model: "boosting" } },
  },
  value(assignments) {
    const model = readAssignment(assignments, "model");
    if (model === "linear") return [linearError(decadeAt(assignments, "penalty")), operations(12)];
    if (model === "kernel") {
      const rows = numberAt(assignments, "rows");
      return [kernelError(rows, decadeAt(assignments, "width")), operations(4 * rows)];
    }
    const [rounds, depth] = [numberAt(assignments, "rounds"), numberAt(assignments, "depth")];
    return [boostingError(rounds, depth, decadeAt(assignments, "rate")), operations(rounds * depth)];
  },
  front: listedFront(branchesFront),
  optimal: [
    { model: "linear", penalty: 10 ** 0.6 },
    { model: "kernel", rows: 20, width: 10 ** (-0.4 * Math.log10(20)) },
    { model: "boosting", rounds: 500, depth: 5, rate: 10 ** (-0.5 * Math.log10(500)) },
  ],
};

export const mixedProblems: readonly ObjectiveProblem[] = [mixedCircle, branches];
