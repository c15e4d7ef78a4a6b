/** Noise that is normal, heavy-tailed or grows with the value; plateaus; evaluations that fail or explode. */
import { uniformOpen } from "@/lib/engine/rng/distributions";
import type { Assignments } from "@/lib/engine/space/space";
import { branin, hartmann6, levy, sphere } from "../analytic/functions";
import type { QualityProblem } from "../problem";
import { numberAt, textAt, truthAt, vectorOf } from "../read-assignments";
import { heavyTailedNoise, multiplicativeNoise, normalNoise } from "./noise";

const floats = (dimensions: number, low: number, high: number) =>
  Object.fromEntries(
    Array.from({ length: dimensions }, (_, index) => [`x${index}`, { type: "float", low, high }] as const),
  );

const SPHERE_CENTER = [0.71, 0.22, 0.83, 0.34, 0.64];
const noisySphere = (assignments: Assignments): number =>
  sphere(vectorOf(assignments, 5).map((value, index) => 4 * (value - SPHERE_CENTER[index])));

const hartmannValue = (assignments: Assignments): number => hartmann6(vectorOf(assignments, 6));

const LEVY_SHIFT = [4.2, -3.1, 2.7, -5.4];
const shiftedLevy = (assignments: Assignments): number =>
  0.1 + levy(vectorOf(assignments, 4).map((value, index) => 1 + value - LEVY_SHIFT[index]));

/** Branin whose third parameter says which of three ways of training is used; the second is best. */
const METHODS: Readonly<Record<string, readonly [number, number]>> = { slow: [12, 1], steady: [0, 1.4], fast: [4, 1] };
const methodBranin = (assignments: Assignments): number => {
  const [penalty, scale] = METHODS[textAt(assignments, "method")];
  return penalty + scale * branin([numberAt(assignments, "x"), numberAt(assignments, "y")]);
};

/** Accuracy on 150 examples: a slope seen through steps of 1/150, flat at chance where the learning rate is wrong. */
function steppedAccuracy(assignments: Assignments): number {
  const rate = Math.log10(numberAt(assignments, "learning_rate"));
  const depth = numberAt(assignments, "depth");
  const share = numberAt(assignments, "feature_share");
  const penalty = Math.log10(numberAt(assignments, "penalty"));
  const away =
    ((rate + 1.4) / 1.1) ** 2 + ((depth - 9) / 6) ** 2 + ((share - 0.35) / 0.4) ** 2 + ((penalty + 2.2) / 2) ** 2;
  const smooth = 0.1 + 0.86 * Math.exp(-0.35 * away) + (truthAt(assignments, "balanced") ? 0.012 : 0);
  return Math.round(smooth * 150) / 150;
}

/** Training that diverges: beyond a ridge the loss grows without bound, far beyond it there is no loss at all. */
function divergingLoss(assignments: Assignments): number | null {
  const rate = Math.log10(numberAt(assignments, "learning_rate"));
  const momentum = -Math.log10(1 - numberAt(assignments, "momentum"));
  const width = Math.log2(numberAt(assignments, "width"));
  const edge = rate + 0.9 * momentum + 0.15 * (width - 6) + 0.2;
  const calm = 0.25 + 0.5 * edge ** 2 + 0.05 * (width - 7.6) ** 2 + 0.2 * (momentum - 1.3) ** 2;
  if (edge > 1.2) return null;
  return edge > 0.15 ? calm * 10 ** Math.min(30, 25 * (edge - 0.15)) : calm;
}

/** Fails on about a third of the box; the best point lies beside the border. */
function failingRegion(assignments: Assignments): number | null {
  const x = vectorOf(assignments, 4);
  const fails = x[0] + 0.7 * x[1] - 0.4 * x[2] > 0.87 || (x[3] > 0.9 && x[2] < 0.25);
  if (fails) return null;
  return sphere([x[0] - 0.62, x[1] - 0.3, x[2] - 0.36, x[3] - 0.78].map((value) => 3 * value));
}

const crashing = (assignments: Assignments): number => {
  const blocks = numberAt(assignments, "blocks");
  const rate = Math.log10(numberAt(assignments, "rate"));
  const x = numberAt(assignments, "x");
  return 0.3 * (blocks - 7) ** 2 + 2 * (rate + 2.7 + 0.1 * (blocks - 7)) ** 2 + 10 * (x - 0.27) ** 2;
};

export const noisyProblems: readonly QualityProblem[] = [
  {
    id: "noisy-sphere-5",
    family: "mixed",
    about: "a bowl under normal noise of sd 1, a tenth of what a random point is worth",
    direction: "minimize",
    space: floats(5, 0, 1),
    optimum: { value: 0, at: { x0: 0.71, x1: 0.22, x2: 0.83, x3: 0.34, x4: 0.64 } },
    value: noisySphere,
    observe: (assignments, noise) => normalNoise(1)(noisySphere(assignments), noise),
  },
  {
    id: "noisy-hartmann-6",
    family: "mixed",
    about: "Hartmann-6 under normal noise of sd 0.25",
    direction: "minimize",
    space: floats(6, 0, 1),
    optimum: { value: -3.322368011415515 },
    value: hartmannValue,
    observe: (assignments, noise) => normalNoise(0.25)(hartmannValue(assignments), noise),
  },
  {
    id: "heavy-tailed-branin-3",
    family: "mixed",
    about: "Branin and a categorical under noise with outliers (Student's t, two degrees)",
    direction: "minimize",
    space: {
      x: { type: "float", low: -5, high: 10 },
      y: { type: "float", low: 0, high: 15 },
      method: { type: "categorical", choices: ["slow", "steady", "fast"] },
    },
    optimum: { value: 1.4 * 0.39788735772973816, at: { x: Math.PI, y: 2.275, method: "steady" } },
    value: methodBranin,
    observe: (assignments, noise) => heavyTailedNoise(2)(methodBranin(assignments), noise),
  },
  {
    id: "multiplicative-levy-4",
    family: "mixed",
    about: "Levy times a log-normal factor of sd 0.3",
    direction: "minimize",
    space: floats(4, -10, 10),
    optimum: { value: 0.1, at: { x0: 4.2, x1: -3.1, x2: 2.7, x3: -5.4 } },
    value: shiftedLevy,
    observe: (assignments, noise) => multiplicativeNoise(0.3)(shiftedLevy(assignments), noise),
  },
  {
    id: "stepped-accuracy-5",
    family: "mixed",
    about: "accuracy in steps of 1/150 with a flat best region, log scales, an int and a bool",
    direction: "maximize",
    space: {
      learning_rate: { type: "float", low: 1e-5, high: 1, scale: "log" },
      depth: { type: "int", low: 1, high: 24 },
      feature_share: { type: "float", low: 0.05, high: 1 },
      penalty: { type: "float", low: 1e-6, high: 10, scale: "log" },
      balanced: { type: "bool" },
    },
    optimum: {
      value: 146 / 150,
      at: { learning_rate: 10 ** -1.4, depth: 9, feature_share: 0.35, penalty: 10 ** -2.2, balanced: true },
    },
    value: steppedAccuracy,
  },
  {
    id: "diverging-training-3",
    family: "mixed",
    about: "the best point stands beside values of 1e20 and failures; log and reverse-log scales",
    direction: "minimize",
    space: {
      learning_rate: { type: "float", low: 1e-5, high: 10, scale: "log" },
      momentum: { type: "float", low: 0, high: 0.999, scale: "reverse_log" },
      width: { type: "int", low: 8, high: 1024, scale: "log" },
    },
    value: divergingLoss,
  },
  {
    id: "failing-region-4",
    family: "mixed",
    about: "a third of the box fails, up to the best point",
    direction: "minimize",
    space: floats(4, 0, 1),
    optimum: { value: 0, at: { x0: 0.62, x1: 0.3, x2: 0.36, x3: 0.78 } },
    value: failingRegion,
  },
  {
    id: "random-crashes-3",
    family: "mixed",
    about: "15 % of evaluations crash wherever they are, the others carry normal noise of sd 0.3",
    direction: "minimize",
    space: {
      blocks: { type: "int", low: 1, high: 16 },
      rate: { type: "float", low: 1e-6, high: 0.1, scale: "log" },
      x: { type: "float", low: 0, high: 1 },
    },
    optimum: { value: 0, at: { blocks: 7, rate: 10 ** -2.7, x: 0.27 } },
    value: crashing,
    observe: (assignments, noise) =>
      uniformOpen(noise) < 0.15 ? null : normalNoise(0.3)(crashing(assignments), noise),
  },
];
