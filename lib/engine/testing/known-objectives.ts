/** Objectives with known optima, as losses above the optimum. */
import type { Assignments, Space } from "../space/space";
import { mustParse } from "./arbitrary-space";

export interface KnownObjective {
  readonly space: Space;
  loss(assignments: Assignments): number;
}

const cube = (dimensions: number, low: number, high: number): Space =>
  mustParse(
    Object.fromEntries(Array.from({ length: dimensions }, (_, index) => [`x${index}`, { type: "float", low, high }])),
  );
const numbers = (assignments: Assignments): number[] => Object.values(assignments).map(Number);

/** The optimum is off the middle, where samplers start. */
export const sphere: KnownObjective = {
  space: cube(5, -5, 5),
  loss: (assignments) => numbers(assignments).reduce((sum, x) => sum + (x - 1.3) ** 2, 0),
};

export const branin: KnownObjective = {
  space: mustParse({ x: { type: "float", low: -5, high: 10 }, y: { type: "float", low: 0, high: 15 } }),
  loss: (assignments) => {
    const [x = 0, y = 0] = numbers(assignments);
    const bowl = (y - (5.1 * x * x) / (4 * Math.PI ** 2) + (5 * x) / Math.PI - 6) ** 2;
    return bowl + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10 - 0.39788736;
  },
};

const HARTMANN_SCALES = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const HARTMANN_CENTRES = [
  [1312, 1696, 5569, 124, 8283, 5886],
  [2329, 4135, 8307, 3736, 1004, 9991],
  [2348, 1451, 3522, 2883, 3047, 6650],
  [4047, 8828, 8732, 5743, 1091, 381],
];
const HARTMANN_HEIGHTS = [1, 1.2, 3, 3.2];

export const hartmann6: KnownObjective = {
  space: cube(6, 0, 1),
  loss: (assignments) => {
    const x = numbers(assignments);
    const hill = (index: number): number => {
      const scales = HARTMANN_SCALES[index] ?? [];
      const centre = HARTMANN_CENTRES[index] ?? [];
      const distance = scales.reduce((sum, scale, axis) => {
        return sum + scale * ((x[axis] ?? 0) - (centre[axis] ?? 0) * 1e-4) ** 2;
      }, 0);
      return (HARTMANN_HEIGHTS[index] ?? 0) * Math.exp(-distance);
    };
    return 3.32236801 - [0, 1, 2, 3].reduce((sum, index) => sum + hill(index), 0);
  },
};

/** Three branches; the one with the worst mean holds the optimum, 0. */
export const threeBranches: KnownObjective = {
  space: mustParse({
    model: { type: "categorical", choices: ["linear", "kernel", "boosting"] },
    c: { type: "float", low: 1e-3, high: 1e3, scale: "log", when: { model: "linear" } },
    gamma: { type: "float", low: 1e-4, high: 10, scale: "log", when: { model: "kernel" } },
    width: { type: "float", low: 1e-3, high: 1e3, scale: "log", when: { model: "kernel" } },
    rate: { type: "float", low: 1e-3, high: 1, scale: "log", when: { model: "boosting" } },
    depth: { type: "int", low: 1, high: 12, when: { model: "boosting" } },
  }),
  loss: ({ model, c, gamma, width, rate, depth }) => {
    if (model === "linear") return 0.5 + 0.02 * (Math.log10(Number(c)) - 0.5) ** 2;
    if (model === "kernel") {
      return 0.3 + 0.1 * (Math.log10(Number(gamma)) + 1.5) ** 2 + 0.05 * (Math.log10(Number(width)) - 1) ** 2;
    }
    return 0.6 * (Math.log10(Number(rate)) + 1) ** 2 + 0.06 * (Number(depth) - 6) ** 2;
  },
};
