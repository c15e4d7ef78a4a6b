/** How good a model is against what it costs to use, counted and not timed: weights, comparisons, stored numbers. */
import type { Objective } from "@/lib/engine/problem";
import type { Rng } from "@/lib/engine/rng/rng";
import type { Assignments } from "@/lib/engine/space/space";
import { clusters, type DataSet, folds, friedman, type Split, spirals, standardized } from "../../problems/models/data";
import { boost } from "../../problems/models/forest";
import { nearestClasses } from "../../problems/models/neighbours";
import { trainNetwork } from "../../problems/models/network";
import { crossValidatedAccuracy, logLoss } from "../../problems/models/score";
import { binned } from "../../problems/models/tree";
import { numberAt, textAt } from "../../problems/read-assignments";
import type { FiniteProblem } from "../../recorded/cells-of";
import { average } from "../../score/bootstrap";

export interface TradeOff extends FiniteProblem {
  readonly about: string;
  readonly objectives: readonly Objective[];
  train(assignments: Assignments, rng: Rng): readonly number[];
}

const FOLDS = 3;
const spiralData = standardized(spirals);
const spiralFolds = folds(spirals.x.length, FOLDS);
const friedmanFolds = folds(friedman.x.length, FOLDS);
const friedmanBins = binned(friedman.x);
const clusterFolds = folds(clusters.x.length, FOLDS);
const scaledClusters = standardized(clusters);

function networkSize(assignments: Assignments, rng: Rng): readonly number[] {
  const hidden = numberAt(assignments, "hidden");
  const activation = textAt(assignments, "activation");
  const losses = spiralFolds.map((split) => {
    const predict = trainNetwork(
      spiralData,
      split,
      {
        hidden,
        activation: activation === "relu" || activation === "tanh" ? activation : "logistic",
        optimizer: "sgd",
        rate: numberAt(assignments, "learning_rate"),
        momentum: numberAt(assignments, "momentum"),
        decay: 1e-4,
        batch: numberAt(assignments, "batch"),
        epochs: 27,
      },
      rng,
    );
    return logLoss(split.test.map((row) => predict(spiralData.x[row])[spiralData.y[row]]));
  });
  const inputs = spiralData.x[0].length;
  return [average(losses), hidden * (inputs + 1) + spiralData.classes * (hidden + 1)];
}

function boostingComparisons(assignments: Assignments, rng: Rng): readonly number[] {
  const [errors, comparisons]: [number[], number[]] = [[], []];
  for (const { train, test } of friedmanFolds) {
    let compared = 0;
    const options = {
      rounds: numberAt(assignments, "rounds"),
      depth: numberAt(assignments, "depth"),
      rate: numberAt(assignments, "learning_rate"),
      leafMin: numberAt(assignments, "leaf_min"),
      features: Math.round(numberAt(assignments, "feature_share") * friedman.x[0].length),
      sample: numberAt(assignments, "sample"),
      criterion: "squares",
      shrink: 0,
      loss: "squared",
      afterRound: (_: Float64Array, tree: { comparisonsFor(row: number): number }) => {
        compared += average(test.map((row) => tree.comparisonsFor(row)));
      },
    } as const;
    const scores = boost({ bins: friedmanBins, y: friedman.y, rows: train }, options, rng);
    errors.push(...test.map((row) => (scores[row] - friedman.y[row]) ** 2));
    comparisons.push(compared);
  }
  return [Math.sqrt(average(errors)), average(comparisons)];
}

function neighbourMemory(assignments: Assignments): readonly number[] {
  const [rows, kept] = [numberAt(assignments, "rows"), numberAt(assignments, "features")];
  const whole = textAt(assignments, "scaling") === "standard" ? scaledClusters : clusters;
  const options = {
    k: numberAt(assignments, "k"),
    exponent: numberAt(assignments, "exponent"),
    fading: numberAt(assignments, "fading"),
  };
  const accuracy = crossValidatedAccuracy(clusters, clusterFolds, (split) => {
    const part = { ...split, train: split.train.slice(0, rows) };
    return nearestClasses(onlyFeatures(whole, separating(part).slice(0, kept)), part, options);
  });
  return [accuracy ?? 0, rows * kept];
}

/** Features by the variance between classes over that within, in the rows trained on. */
function separating({ train }: Split): readonly number[] {
  const { x, y, classes } = clusters;
  const ratios = x[0].map((_, feature) => {
    const mean = average(train.map((row) => x[row][feature]));
    let [between, within] = [0, 0];
    for (let label = 0; label < classes; label += 1) {
      const own = train.filter((row) => y[row] === label).map((row) => x[row][feature]);
      if (own.length === 0) continue;
      const center = average(own);
      between += own.length * (center - mean) ** 2;
      within += own.reduce((sum, value) => sum + (value - center) ** 2, 0);
    }
    return between / within;
  });
  return [...ratios.keys()].sort((one, other) => ratios[other] - ratios[one] || one - other);
}

function onlyFeatures(data: DataSet, features: readonly number[]): DataSet {
  return { ...data, x: data.x.map((row) => Float64Array.from(features, (feature) => row[feature])) };
}

export const tradeOffs: readonly TradeOff[] = [
  {
    id: "network-spirals-weights",
    about: "a network on three spirals: log loss of three folds against the number of weights",
    objectives: [
      { metric: "log_loss", direction: "minimize" },
      { metric: "weights", direction: "minimize" },
    ],
    space: {
      hidden: { type: "ordinal", values: [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24] },
      activation: { type: "categorical", choices: ["logistic", "relu", "tanh"] },
      learning_rate: { type: "ordinal", values: [0.003, 0.01, 0.03, 0.1, 0.3, 1] },
      momentum: { type: "ordinal", values: [0, 0.5, 0.9] },
      batch: { type: "ordinal", values: [4, 16, 64] },
    },
    train: networkSize,
  },
  {
    id: "boosting-friedman-comparisons",
    about: "boosted trees: error of three folds against the comparisons that a prediction takes",
    objectives: [
      { metric: "error", direction: "minimize" },
      { metric: "comparisons", direction: "minimize" },
    ],
    space: {
      rounds: { type: "ordinal", values: [5, 10, 20, 40, 80, 120] },
      depth: { type: "int", low: 1, high: 5 },
      learning_rate: { type: "ordinal", values: [0.02, 0.05, 0.1, 0.2, 0.4, 0.8] },
      leaf_min: { type: "ordinal", values: [1, 5, 15] },
      feature_share: { type: "ordinal", values: [0.3, 1] },
      sample: { type: "ordinal", values: [0.5, 1] },
    },
    train: boostingComparisons,
  },
  {
    id: "neighbours-clusters-memory",
    about: "nearest neighbours: accuracy over three folds, in steps of 1/200, against the numbers that are stored",
    objectives: [
      { metric: "accuracy", direction: "maximize" },
      { metric: "stored", direction: "minimize" },
    ],
    space: {
      rows: { type: "ordinal", values: [15, 25, 40, 60, 90, 130] },
      features: { type: "ordinal", values: [2, 3, 4, 6, 8, 12] },
      scaling: { type: "categorical", choices: ["none", "standard"] },
      k: { type: "ordinal", values: [1, 2, 3, 5, 8] },
      exponent: { type: "ordinal", values: [1, 2] },
      fading: { type: "ordinal", values: [0, 1, 3] },
    },
    train: neighbourMemory,
  },
];
