/** Trees and ensembles of them: discrete effects, plateaus, noise from sampling rows and features. */
import type { Rng } from "@/lib/engine/rng/rng";
import type { Assignments } from "@/lib/engine/space/space";
import type { QualityProblem } from "../problem";
import { numberAt, textAt, truthAt } from "../read-assignments";
import { clusters, folds, friedman, randomSplit, tabular } from "./data";
import { boost, forest } from "./forest";
import { logLoss } from "./score";
import { stochasticProblem } from "./stochastic";
import { binned, growTree, indicators, type TreeOptions } from "./tree";

const clusterBins = binned(clusters.x);
const clusterClasses = indicators(clusters);
const tabularBins = binned(tabular.x);
const tabularClasses = indicators(tabular);
const friedmanBins = binned(friedman.x);
const [tabularSplit] = folds(tabular.x.length, 3);
const [friedmanSplit] = folds(friedman.x.length, 3);
const [clusterSplit] = folds(clusters.x.length, 3);

function treeOptions(assignments: Assignments, features: number): TreeOptions {
  return {
    depth: numberAt(assignments, "depth"),
    leafMin: numberAt(assignments, "leaf_min"),
    features: Math.max(1, Math.round(numberAt(assignments, "feature_share") * features)),
    criterion: "squares",
  };
}
const criterionOf = (assignments: Assignments): "entropy" | "squares" =>
  textAt(assignments, "criterion") === "entropy" ? "entropy" : "squares";

/** A new split of the rows for every evaluation, as with an unseeded cross-validation. */
function treeAccuracy(assignments: Assignments, rng: Rng): number {
  const { train, test } = randomSplit(clusters.x.length, 0.3, rng);
  const options = {
    ...treeOptions(assignments, 12),
    criterion: criterionOf(assignments),
    gainMin: numberAt(assignments, "gain_min"),
  };
  const tree = growTree({ bins: clusterBins, outputs: clusterClasses, rows: train }, options, rng);
  const right = test.filter((row) => {
    const leaf = tree.leaves[tree.leafOf(row)];
    return leaf.indexOf(Math.max(...leaf)) === clusters.y[row];
  });
  return right.length / test.length;
}

function forestLoss(assignments: Assignments, rng: Rng): number {
  const options = {
    ...treeOptions(assignments, 8),
    criterion: criterionOf(assignments),
    trees: numberAt(assignments, "trees"),
    sample: numberAt(assignments, "sample"),
    replace: truthAt(assignments, "replace"),
  };
  const data = { bins: tabularBins, outputs: tabularClasses, rows: tabularSplit.train };
  const shares = forest(data, options, { asked: tabularSplit.test, rng });
  return logLoss(tabularSplit.test.map((row, index) => shares[index][tabular.y[row]]));
}

function forestAccuracy(assignments: Assignments, rng: Rng): number {
  const options = { ...treeOptions(assignments, 12), trees: numberAt(assignments, "trees"), sample: 1, replace: true };
  const data = { bins: clusterBins, outputs: clusterClasses, rows: clusterSplit.train };
  const shares = forest(data, options, { asked: clusterSplit.test, rng });
  const right = clusterSplit.test.filter(
    (row, index) => shares[index].indexOf(Math.max(...shares[index])) === clusters.y[row],
  );
  return right.length / clusterSplit.test.length;
}

function boostedError(assignments: Assignments, rng: Rng): number {
  const loss = textAt(assignments, "loss") === "absolute" ? "absolute" : "squared";
  const scores = boost(
    { bins: friedmanBins, y: friedman.y, rows: friedmanSplit.train },
    {
      ...treeOptions(assignments, 10),
      rounds: numberAt(assignments, "rounds"),
      rate: numberAt(assignments, "learning_rate"),
      sample: numberAt(assignments, "sample"),
      shrink: 0,
      loss,
    },
    rng,
  );
  const errors = friedmanSplit.test.map((row) => (scores[row] - friedman.y[row]) ** 2);
  return Math.sqrt(errors.reduce((total, error) => total + error, 0) / errors.length);
}

function boostedLoss(assignments: Assignments, rng: Rng): number {
  const scores = boost(
    { bins: tabularBins, y: tabular.y, rows: tabularSplit.train },
    {
      ...treeOptions(assignments, 8),
      rounds: numberAt(assignments, "rounds"),
      rate: numberAt(assignments, "learning_rate"),
      sample: 0.8,
      shrink: numberAt(assignments, "shrink"),
      loss: "log",
    },
    rng,
  );
  const probability = (row: number): number => 1 / (1 + Math.exp(tabular.y[row] === 1 ? -scores[row] : scores[row]));
  return logLoss(tabularSplit.test.map(probability));
}

const share = { type: "float", low: 0.1, high: 1 } as const;
const leafMin = { type: "int", low: 1, high: 40, scale: "log" } as const;

export const treeProblems: readonly QualityProblem[] = [
  stochasticProblem(treeAccuracy, {
    id: "tree-clusters-5",
    about: "one decision tree on a new split each time: accuracy in steps of 1/60 under strong noise",
    direction: "maximize",
    space: {
      depth: { type: "int", low: 1, high: 15 },
      leaf_min: leafMin,
      feature_share: share,
      criterion: { type: "categorical", choices: ["squares", "entropy"] },
      gain_min: { type: "float", low: 1e-5, high: 0.3, scale: "log" },
    },
  }),
  stochasticProblem(forestLoss, {
    id: "forest-tabular-7",
    about: "bagged trees; few trees or small leaves cost dearly in log loss",
    direction: "minimize",
    space: {
      trees: { type: "int", low: 2, high: 32, scale: "log" },
      depth: { type: "int", low: 1, high: 12 },
      leaf_min: leafMin,
      feature_share: share,
      criterion: { type: "categorical", choices: ["entropy", "squares"] },
      sample: { type: "float", low: 0.1, high: 1 },
      replace: { type: "bool" },
    },
  }),
  stochasticProblem(forestAccuracy, {
    id: "forest-clusters-4",
    about: "bagged trees: accuracy in steps of 1/67, nearly flat at the top",
    direction: "maximize",
    space: {
      trees: { type: "int", low: 1, high: 24, scale: "log" },
      depth: { type: "int", low: 1, high: 12 },
      leaf_min: leafMin,
      feature_share: share,
    },
  }),
  stochasticProblem(boostedError, {
    id: "boosting-friedman-7",
    about: "boosted trees: learning rate against rounds against depth; root mean squared error",
    direction: "minimize",
    space: {
      rounds: { type: "int", low: 2, high: 60, scale: "log" },
      learning_rate: { type: "float", low: 0.005, high: 1.5, scale: "log" },
      depth: { type: "int", low: 1, high: 6 },
      leaf_min: leafMin,
      feature_share: share,
      sample: { type: "float", low: 0.2, high: 1 },
      loss: { type: "categorical", choices: ["absolute", "squared"] },
    },
  }),
  stochasticProblem(boostedLoss, {
    id: "boosting-tabular-6",
    about: "boosted trees that overfit wrong labels; log loss",
    direction: "minimize",
    space: {
      rounds: { type: "int", low: 2, high: 50, scale: "log" },
      learning_rate: { type: "float", low: 0.005, high: 2, scale: "log" },
      depth: { type: "int", low: 1, high: 6 },
      leaf_min: leafMin,
      feature_share: share,
      shrink: { type: "float", low: 0.001, high: 100, scale: "log" },
    },
  }),
];
