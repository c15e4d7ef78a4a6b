import type { Rng } from "@/lib/engine/rng/rng";
import type { Assignments } from "@/lib/engine/space/space";
import { type DataSet, folds, friedman, type Split, spirals, standardized, tabular } from "../problems/models/data";
import { boost } from "../problems/models/forest";
import { type Predict, trainNetwork } from "../problems/models/network";
import { logLoss } from "../problems/models/score";
import { binned } from "../problems/models/tree";
import { numberAt, textAt } from "../problems/read-assignments";
import { type CurveProblem, RESOURCE } from "./curve-problem";

const spiralData = standardized(spirals);
const tabularData = standardized(tabular);
const [spiralSplit] = folds(spirals.x.length, 3);
const [tabularSplit] = folds(tabular.x.length, 3);
const [friedmanSplit] = folds(friedman.x.length, 3);
const friedmanBins = binned(friedman.x);

/** Rounds of boosting that count as one unit. */
const ROUNDS_PER_UNIT = 4;

const heldOut = ({ x, y }: DataSet, { test }: Split, predict: Predict): number =>
  logLoss(test.map((row) => predict(x[row])[y[row]]));

function networkEpochs(assignments: Assignments, rng: Rng): readonly number[] {
  const losses: number[] = [];
  const options = {
    hidden: numberAt(assignments, "hidden"),
    activation: textAt(assignments, "activation") === "relu" ? "relu" : "tanh",
    optimizer: "sgd",
    rate: numberAt(assignments, "learning_rate"),
    momentum: numberAt(assignments, "momentum"),
    decay: numberAt(assignments, "decay"),
    batch: numberAt(assignments, "batch"),
    epochs: RESOURCE,
    afterEpoch: (predict: Predict) => losses.push(heldOut(spiralData, spiralSplit, predict)),
  } as const;
  trainNetwork(spiralData, spiralSplit, options, rng);
  return losses;
}

function boostingRounds(assignments: Assignments, rng: Rng): readonly number[] {
  const losses: number[] = [];
  const features = friedman.x[0].length;
  const options = {
    depth: numberAt(assignments, "depth"),
    leafMin: numberAt(assignments, "leaf_min"),
    features: Math.max(1, Math.round(numberAt(assignments, "feature_share") * features)),
    criterion: "squares",
    rounds: RESOURCE * ROUNDS_PER_UNIT,
    rate: numberAt(assignments, "learning_rate"),
    sample: numberAt(assignments, "sample"),
    shrink: 0,
    loss: "squared",
    afterRound(scores: Float64Array) {
      const errors = friedmanSplit.test.map((row) => (scores[row] - friedman.y[row]) ** 2);
      losses.push(Math.sqrt(errors.reduce((total, error) => total + error, 0) / errors.length));
    },
  } as const;
  boost({ bins: friedmanBins, y: friedman.y, rows: friedmanSplit.train }, options, rng);
  return losses.filter((_, round) => round % ROUNDS_PER_UNIT === ROUNDS_PER_UNIT - 1);
}

/** Trained from the start on 1/27, 2/27, … of the rows: what a share costs is proportional to it. */
function dataShares(assignments: Assignments, rng: Rng): readonly number[] {
  const options = {
    hidden: numberAt(assignments, "hidden"),
    activation: "tanh",
    optimizer: "adam",
    rate: numberAt(assignments, "learning_rate"),
    momentum: numberAt(assignments, "beta1"),
    decay: numberAt(assignments, "decay"),
    batch: numberAt(assignments, "batch"),
    epochs: 12,
  } as const;
  return Array.from({ length: RESOURCE }, (_, unit) => {
    const rows = Math.max(2, Math.round((tabularSplit.train.length * (unit + 1)) / RESOURCE));
    const part = { train: tabularSplit.train.slice(0, rows), test: tabularSplit.test };
    return heldOut(tabularData, part, trainNetwork(tabularData, part, options, rng));
  });
}

export const curveProblems: readonly CurveProblem[] = [
  {
    id: "network-spirals-epochs",
    about: "a network on three spirals; rates that learn fast at first are not those that end best",
    unit: "epoch",
    space: {
      hidden: { type: "ordinal", values: [2, 4, 8, 16] },
      activation: { type: "categorical", choices: ["relu", "tanh"] },
      learning_rate: { type: "ordinal", values: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1] },
      momentum: { type: "ordinal", values: [0, 0.5, 0.9, 0.97] },
      batch: { type: "ordinal", values: [2, 8, 32] },
      decay: { type: "ordinal", values: [0.00001, 0.001, 0.03] },
    },
    train: networkEpochs,
  },
  {
    id: "boosting-friedman-rounds",
    about: "boosted trees, four rounds a unit; small rates cross large ones late, large ones overfit",
    unit: "four rounds",
    space: {
      depth: { type: "int", low: 1, high: 6 },
      learning_rate: { type: "ordinal", values: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64] },
      leaf_min: { type: "ordinal", values: [1, 3, 8, 20] },
      feature_share: { type: "ordinal", values: [0.2, 0.5, 1] },
      sample: { type: "ordinal", values: [0.4, 0.7, 1] },
    },
    train: boostingRounds,
  },
  {
    id: "network-tabular-rows",
    about: "a network on a growing share of the rows; strong decay wins on few rows and loses on all",
    unit: "1/27 of the rows",
    space: {
      hidden: { type: "ordinal", values: [1, 3, 6, 12] },
      learning_rate: { type: "ordinal", values: [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1] },
      beta1: { type: "ordinal", values: [0.5, 0.9, 0.97] },
      batch: { type: "ordinal", values: [4, 16, 64] },
      decay: { type: "ordinal", values: [0.0001, 0.01, 0.1, 1, 5] },
    },
    train: dataShares,
  },
];

export function findCurveProblem(id: string): CurveProblem {
  const found = curveProblems.find((problem) => problem.id === id);
  if (!found) throw new RangeError(`No problem with learning curves is called ${id}.`);
  return found;
}
