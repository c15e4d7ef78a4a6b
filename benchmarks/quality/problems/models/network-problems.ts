/** Models trained by stochastic gradients: the start and the order of the rows are noise, a wrong rate diverges. */
import type { Rng } from "@/lib/engine/rng/rng";
import { type Assignments, readAssignment } from "@/lib/engine/space/space";
import type { QualityProblem } from "../problem";
import { numberAt, textAt } from "../read-assignments";
import { type DataSet, folds, friedman, spirals, standardized, tabular } from "./data";
import { type Activation, type NetworkOptions, trainNetwork } from "./network";
import { logLoss } from "./score";
import { stochasticProblem } from "./stochastic";

const spiralData = standardized(spirals);
const tabularData = standardized(tabular);
/** Targets to sd 1 as well, so that one learning rate suits layers of any width. */
const friedmanData: DataSet = { ...standardized(friedman), y: friedman.y.map((value) => (value - 14.4) / 5) };

function activationOf(assignments: Assignments): Activation {
  const name = textAt(assignments, "activation");
  return name === "relu" || name === "tanh" ? name : "logistic";
}

/** Trains on two thirds, scores on the rest: always the same rows, so that only training is noise. */
function heldOutLoss(data: DataSet, options: NetworkOptions, rng: Rng): number {
  const [split] = folds(data.x.length, 3);
  const predict = trainNetwork(data, split, options, rng);
  if (data.classes > 0) return logLoss(split.test.map((row) => predict(data.x[row])[data.y[row]]));
  const errors = split.test.map((row) => (predict(data.x[row])[0] - data.y[row]) ** 2);
  return Math.sqrt(errors.reduce((total, error) => total + error, 0) / errors.length);
}

const optional = (assignments: Assignments, name: string, otherwise: number): number => {
  const value = readAssignment(assignments, name);
  return typeof value === "number" ? value : otherwise;
};

export const networkProblems: readonly QualityProblem[] = [
  stochasticProblem(
    (assignments, rng) =>
      heldOutLoss(
        spiralData,
        {
          hidden: numberAt(assignments, "hidden"),
          activation: activationOf(assignments),
          optimizer: "sgd",
          rate: numberAt(assignments, "learning_rate"),
          momentum: numberAt(assignments, "momentum"),
          decay: numberAt(assignments, "decay"),
          batch: numberAt(assignments, "batch"),
          epochs: 25,
        },
        rng,
      ),
    {
      id: "network-spirals-6",
      about: "a network of one hidden layer on three spirals; log loss held out",
      direction: "minimize",
      space: {
        hidden: { type: "int", low: 2, high: 16, scale: "log" },
        activation: { type: "categorical", choices: ["logistic", "relu", "tanh"] },
        learning_rate: { type: "float", low: 1e-4, high: 3, scale: "log" },
        momentum: { type: "float", low: 0, high: 0.99, scale: "reverse_log" },
        decay: { type: "float", low: 1e-7, high: 0.1, scale: "log" },
        batch: { type: "ordinal", values: [4, 8, 16, 32, 64] },
      },
    },
  ),
  stochasticProblem(
    (assignments, rng) => {
      const sgd = textAt(assignments, "optimizer") === "sgd";
      return heldOutLoss(
        friedmanData,
        {
          hidden: numberAt(assignments, "hidden"),
          activation: activationOf(assignments),
          optimizer: sgd ? "sgd" : "adam",
          rate: numberAt(assignments, "learning_rate"),
          momentum: sgd ? optional(assignments, "momentum", 0) : optional(assignments, "beta1", 0.9),
          decay: numberAt(assignments, "decay"),
          batch: 16,
          epochs: numberAt(assignments, "epochs"),
        },
        rng,
      );
    },
    {
      id: "network-friedman-8",
      about: "optimizers with parameters of their own; root mean squared error held out",
      direction: "minimize",
      space: {
        optimizer: { type: "categorical", choices: ["sgd", "adam"] },
        learning_rate: { type: "float", low: 1e-5, high: 1, scale: "log" },
        momentum: { type: "float", low: 0, high: 0.99, scale: "reverse_log", when: { optimizer: "sgd" } },
        beta1: { type: "float", low: 0.5, high: 0.99, scale: "reverse_log", when: { optimizer: "adam" } },
        hidden: { type: "int", low: 1, high: 16 },
        activation: { type: "categorical", choices: ["logistic", "tanh", "relu"] },
        decay: { type: "float", low: 1e-6, high: 1, scale: "log" },
        epochs: { type: "int", low: 2, high: 40, scale: "log" },
      },
    },
  ),
  stochasticProblem(
    (assignments, rng) =>
      heldOutLoss(
        tabularData,
        {
          hidden: 0,
          activation: "tanh",
          optimizer: "sgd",
          rate: numberAt(assignments, "learning_rate"),
          momentum: numberAt(assignments, "momentum"),
          decay: numberAt(assignments, "decay"),
          batch: numberAt(assignments, "batch"),
          epochs: numberAt(assignments, "epochs"),
        },
        rng,
      ),
    {
      id: "logistic-tabular-5",
      about: "logistic regression by stochastic gradients; small differences near the best, divergence far from it",
      direction: "minimize",
      space: {
        learning_rate: { type: "float", low: 1e-5, high: 10, scale: "log" },
        momentum: { type: "float", low: 0, high: 0.99, scale: "reverse_log" },
        decay: { type: "float", low: 1e-6, high: 3, scale: "log" },
        batch: { type: "ordinal", values: [1, 2, 4, 8, 16, 32, 64] },
        epochs: { type: "int", low: 1, high: 30, scale: "log" },
      },
    },
  ),
];
