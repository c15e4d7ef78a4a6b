/** A choice of model with the model's own parameters: what automated machine learning searches. */
import { makeRng } from "@/lib/engine/rng/rng";
import type { Parameter } from "@/lib/engine/space/schema";
import type { Assignments } from "@/lib/engine/space/space";
import { numberAt, textAt } from "../read-assignments";
import { clusters, type DataSet, folds, type Split, standardized } from "./data";
import { forest } from "./forest";
import { gaussKernel, kernelRidge, polynomialKernel } from "./kernel-ridge";
import { nearestClasses } from "./neighbours";
import { crossValidatedAccuracy, largestOutput } from "./score";
import { binned, indicators } from "./tree";

const scaled = standardized(clusters);
const splits = folds(clusters.x.length, 4);
const bins = binned(clusters.x);
const classes = indicators(clusters);

export const pipelineSpace: Readonly<Record<string, Parameter>> = {
  preparation: { type: "categorical", choices: ["none", "standardize", "squash"] },
  model: { type: "categorical", choices: ["neighbours", "ridge", "forest", "kernel"] },
  k: { type: "int", low: 1, high: 40, scale: "log", when: { model: "neighbours" } },
  fading: { type: "float", low: 0, high: 4, when: { model: "neighbours" } },
  degree: { type: "int", low: 1, high: 3, when: { model: "ridge" } },
  ridge_alpha: { type: "float", low: 1e-3, high: 1e5, scale: "log", when: { model: "ridge" } },
  trees: { type: "int", low: 1, high: 12, when: { model: "forest" } },
  depth: { type: "int", low: 1, high: 10, when: { model: "forest" } },
  leaf_min: { type: "int", low: 1, high: 20, scale: "log", when: { model: "forest" } },
  features: { type: "int", low: 1, high: 12, when: { model: "forest" } },
  width: { type: "float", low: 0.05, high: 50, scale: "log", when: { model: "kernel" } },
  kernel_alpha: { type: "float", low: 1e-6, high: 10, scale: "log", when: { model: "kernel" } },
};

const prepared: Readonly<Record<string, DataSet>> = {
  none: clusters,
  standardize: scaled,
  squash: { ...scaled, x: scaled.x.map((row) => row.map((value) => Math.tanh(value))) },
};

export function choosePipeline(assignments: Assignments): number | null {
  const data = prepared[textAt(assignments, "preparation")];
  return crossValidatedAccuracy(data, splits, (split) => predict(data, split, assignments));
}

function predict(data: DataSet, split: Split, assignments: Assignments): Float64Array | null {
  switch (textAt(assignments, "model")) {
    case "neighbours": {
      const [k, fading] = [numberAt(assignments, "k"), numberAt(assignments, "fading")];
      return nearestClasses(data, split, { k, fading, exponent: 2 });
    }
    case "ridge": {
      const kernel = polynomialKernel(numberAt(assignments, "degree"), 1);
      return largestOutput(kernelRidge(data, split, { kernel, alpha: numberAt(assignments, "ridge_alpha") }));
    }
    case "forest":
      return forestClasses(split, assignments);
    default: {
      const shape = {
        kernel: gaussKernel(numberAt(assignments, "width")),
        alpha: numberAt(assignments, "kernel_alpha"),
      };
      return largestOutput(kernelRidge(data, split, shape));
    }
  }
}

/** The same stream for every evaluation: seeded, as most people run it. Bins do not depend on the preparation. */
function forestClasses({ train, test }: Split, assignments: Assignments): Float64Array {
  const rng = makeRng({ seed: "tellus-quality-replicates", purpose: "pipeline-clusters-12", number: 0 });
  const shares = forest(
    { bins, outputs: classes, rows: train },
    {
      trees: numberAt(assignments, "trees"),
      depth: numberAt(assignments, "depth"),
      leafMin: numberAt(assignments, "leaf_min"),
      features: numberAt(assignments, "features"),
      criterion: "squares",
      sample: 1,
      replace: true,
    },
    { asked: test, rng },
  );
  return Float64Array.from(shares, (share) => share.indexOf(Math.max(...share)));
}
