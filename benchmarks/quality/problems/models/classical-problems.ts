/** Small classical models: neighbours, penalties, word counts, forecasts, and a choice among model families. */
import { type Assignments, readAssignment } from "@/lib/engine/space/space";
import type { QualityProblem } from "../problem";
import { numberAt, textAt, truthAt } from "../read-assignments";
import { clusters, type DataSet, documents, folds, series, sparseLinear, standardized } from "./data";
import { elasticNet } from "./elastic-net";
import { gaussKernel, kernelRidge } from "./kernel-ridge";
import { nearestClasses } from "./neighbours";
import { choosePipeline, pipelineSpace } from "./pipeline";
import { crossValidatedAccuracy, crossValidatedError, largestOutput } from "./score";
import { smoothingError } from "./smoothing";
import { finite } from "./stochastic";
import { wordClasses } from "./word-model";

const clusterFolds = folds(clusters.x.length, 4);
const scaledClusters = standardized(clusters);
const sparseFolds = folds(sparseLinear.x.length, 5);
const documentFolds = folds(documents.x.length, 4);

/** Features to a power of their sd between none (0) and full standardization (1), the last six further shrunk. */
function rescaled(power: number, shrink: number): DataSet {
  const x = scaledClusters.x.map((row, index) =>
    row.map((value, feature) => {
      const raw = clusters.x[index][feature];
      const blend = Math.sign(value) * Math.abs(value) ** power * Math.abs(raw) ** (1 - power);
      return feature < 6 ? blend : blend * shrink;
    }),
  );
  return { ...clusters, x };
}

function neighbourAccuracy(assignments: Assignments): number | null {
  const data = rescaled(numberAt(assignments, "standardize"), numberAt(assignments, "shrink"));
  const options = {
    k: numberAt(assignments, "k"),
    exponent: numberAt(assignments, "exponent"),
    fading: truthAt(assignments, "weighted") ? numberAt(assignments, "fading") : 0,
  };
  return crossValidatedAccuracy(data, clusterFolds, (split) => nearestClasses(data, split, options));
}

function weightingOf(assignments: Assignments): "counts" | "presence" | "logarithm" {
  const name = textAt(assignments, "weighting");
  return name === "counts" || name === "presence" ? name : "logarithm";
}

function forecastError(assignments: Assignments): number | null {
  const kind = textAt(assignments, "kind");
  const read = (name: string, otherwise: number): number => {
    const value = readAssignment(assignments, name);
    return typeof value === "number" ? value : otherwise;
  };
  return finite(
    smoothingError(series, {
      level: numberAt(assignments, "level"),
      trend: read("trend", 0),
      damping: read("damping", 1),
      season: read("season", 0),
      kind: kind === "additive" || kind === "multiplicative" ? kind : "none",
    }),
  );
}

export const classicalProblems: readonly QualityProblem[] = [
  {
    id: "neighbours-clusters-6",
    family: "models",
    about: "nearest neighbours on features of very different scale; accuracy in steps of 1/200",
    direction: "maximize",
    space: {
      k: { type: "int", low: 1, high: 50, scale: "log" },
      exponent: { type: "float", low: 0.5, high: 4, step: 0.5 },
      standardize: { type: "float", low: 0, high: 1 },
      shrink: { type: "float", low: 0.01, high: 3, scale: "log" },
      weighted: { type: "bool" },
      fading: { type: "float", low: 0.1, high: 5, when: { weighted: true } },
    },
    value: neighbourAccuracy,
  },
  {
    id: "elastic-net-sparse-2",
    family: "models",
    about: "penalties of a linear model, 6 of 40 features matter; 5-fold error",
    direction: "minimize",
    space: {
      alpha: { type: "float", low: 1e-4, high: 100, scale: "log" },
      ratio: { type: "float", low: 0.01, high: 0.99, scale: "logit" },
    },
    value: (assignments) =>
      finite(
        crossValidatedError(sparseLinear, sparseFolds, (split) =>
          elasticNet(sparseLinear, split, {
            alpha: numberAt(assignments, "alpha"),
            ratio: numberAt(assignments, "ratio"),
          }),
        ),
      ),
  },
  {
    id: "words-documents-5",
    family: "models",
    about: "naive Bayes on word counts; accuracy in steps of 1/200",
    direction: "maximize",
    space: {
      smoothing: { type: "float", low: 1e-4, high: 100, scale: "log" },
      documents_min: { type: "int", low: 1, high: 40, scale: "log" },
      skipped: { type: "int", low: 0, high: 60 },
      weighting: { type: "categorical", choices: ["counts", "presence", "logarithm"] },
      priors: { type: "bool" },
    },
    value: (assignments) => {
      const options = {
        smoothing: numberAt(assignments, "smoothing"),
        documentsMin: numberAt(assignments, "documents_min"),
        skipped: numberAt(assignments, "skipped"),
        weighting: weightingOf(assignments),
        priors: truthAt(assignments, "priors"),
      };
      return crossValidatedAccuracy(documents, documentFolds, (split) => wordClasses(documents, split, options));
    },
  },
  {
    id: "smoothing-series-6",
    family: "models",
    about: "forecasts with or without trend and season; parameters on logit scales exist as the model has them",
    direction: "minimize",
    space: {
      kind: { type: "categorical", choices: ["none", "additive", "multiplicative"] },
      level: { type: "float", low: 0.001, high: 0.999, scale: "logit" },
      has_trend: { type: "bool" },
      trend: { type: "float", low: 0.0001, high: 0.99, scale: "logit", when: { has_trend: true } },
      damping: { type: "float", low: 0.7, high: 0.9999, scale: "reverse_log", when: { has_trend: true } },
      season: {
        type: "float",
        low: 0.001,
        high: 0.999,
        scale: "logit",
        when: { kind: ["additive", "multiplicative"] },
      },
    },
    value: forecastError,
  },
  {
    id: "kernel-clusters-3",
    family: "models",
    about: "kernel classifier on clusters with useless features; accuracy in steps of 1/200",
    direction: "maximize",
    space: {
      alpha: { type: "float", low: 1e-6, high: 100, scale: "log" },
      width: { type: "float", low: 0.05, high: 100, scale: "log" },
      shrink: { type: "float", low: 0.001, high: 3, scale: "log" },
    },
    value: (assignments) => {
      const data = rescaled(1, numberAt(assignments, "shrink"));
      const shape = { kernel: gaussKernel(numberAt(assignments, "width")), alpha: numberAt(assignments, "alpha") };
      return crossValidatedAccuracy(data, clusterFolds, (split) => largestOutput(kernelRidge(data, split, shape)));
    },
  },
  {
    id: "pipeline-clusters-12",
    family: "models",
    about: "which of four model families, each with its own parameters, shared preparation before; accuracy",
    direction: "maximize",
    space: pipelineSpace,
    value: choosePipeline,
  },
];
