/** Kernel machines: smooth in their parameters, with ridges between width and penalty. */
import type { Assignments } from "@/lib/engine/space/space";
import type { QualityProblem } from "../problem";
import { numberAt, textAt } from "../read-assignments";
import { folds, friedman, moons, standardized } from "./data";
import { ardKernel, gaussKernel, type Kernel, kernelRidge, laplaceKernel, polynomialKernel } from "./kernel-ridge";
import { crossValidatedAccuracy, crossValidatedError, largestOutput } from "./score";
import { finite } from "./stochastic";

const scaled = standardized(friedman);
const friedmanFolds = folds(scaled.x.length, 4);
const scaledMoons = standardized(moons);
const moonFolds = folds(moons.x.length, 5);
const WIDTHS = 10;

function kernelOf(assignments: Assignments): Kernel {
  const kind = textAt(assignments, "kernel");
  if (kind === "polynomial") {
    return polynomialKernel(numberAt(assignments, "degree"), numberAt(assignments, "offset"));
  }
  return (kind === "gauss" ? gaussKernel : laplaceKernel)(numberAt(assignments, "width"));
}

const ridgeError = (kernel: Kernel, alpha: number): number | null =>
  finite(
    crossValidatedError(scaled, friedmanFolds, (split) => kernelRidge(scaled, split, { kernel, alpha })?.[0] ?? null),
  );

const widthNames = Array.from({ length: WIDTHS }, (_, index) => `width_${index}`);

export const kernelProblems: readonly QualityProblem[] = [
  {
    id: "kernel-ridge-friedman-5",
    family: "models",
    about: "kernel ridge regression with a choice of kernels; 4-fold error",
    direction: "minimize",
    space: {
      kernel: { type: "categorical", choices: ["laplace", "polynomial", "gauss"] },
      alpha: { type: "float", low: 1e-7, high: 100, scale: "log" },
      width: { type: "float", low: 0.05, high: 500, scale: "log", when: { kernel: ["gauss", "laplace"] } },
      degree: { type: "int", low: 1, high: 7, when: { kernel: "polynomial" } },
      offset: { type: "float", low: 0, high: 30, when: { kernel: "polynomial" } },
    },
    value: (assignments) => ridgeError(kernelOf(assignments), numberAt(assignments, "alpha")),
  },
  {
    id: "kernel-ridge-widths-11",
    family: "models",
    about: "a width per feature, half of the features useless; 4-fold error",
    direction: "minimize",
    space: {
      alpha: { type: "float", low: 1e-6, high: 10, scale: "log" },
      ...Object.fromEntries(
        widthNames.map((name) => [name, { type: "float", low: 0.1, high: 100, scale: "log" }] as const),
      ),
    },
    value: (assignments) =>
      ridgeError(ardKernel(widthNames.map((name) => numberAt(assignments, name))), numberAt(assignments, "alpha")),
  },
  {
    id: "kernel-classifier-moons-3",
    family: "models",
    about: "accuracy in steps of 1/150 over width and penalty, with a wide flat top",
    direction: "maximize",
    space: {
      alpha: { type: "float", low: 1e-6, high: 1000, scale: "log" },
      width: { type: "float", low: 0.003, high: 100, scale: "log" },
      kernel: { type: "categorical", choices: ["gauss", "laplace"] },
    },
    value: (assignments) => {
      const shape = { kernel: kernelOf(assignments), alpha: numberAt(assignments, "alpha") };
      return crossValidatedAccuracy(scaledMoons, moonFolds, (split) =>
        largestOutput(kernelRidge(scaledMoons, split, shape)),
      );
    },
  },
];
