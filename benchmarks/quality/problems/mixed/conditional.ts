/** Trees of conditional parameters. */
import type { Assignments } from "@/lib/engine/space/space";
import { choicesOf } from "../placement";
import type { QualityProblem } from "../problem";
import { numberAt, textAt, truthAt } from "../read-assignments";
import { normalNoise } from "./noise";

/** Three branches. On average `deep` is worst by far, yet it alone holds values below 1. */
function worstMeanTree(assignments: Assignments): number {
  const shared = 2 * (numberAt(assignments, "shared") - 0.18) ** 2;
  switch (textAt(assignments, "branch")) {
    case "flat":
      return 1.6 + shared + 0.6 * (numberAt(assignments, "flat_a") - 0.7) ** 2;
    case "middle":
      return 1 + shared + 4 * (numberAt(assignments, "middle_a") - 0.35) ** 2 + 0.5 * numberAt(assignments, "middle_b");
    default: {
      const a = numberAt(assignments, "deep_a") - 0.81;
      const b = numberAt(assignments, "deep_b") - 0.26;
      return shared + 9 * (1 - Math.exp(-9 * (a * a + b * b)));
    }
  }
}

/** Parameters of parameters: the family of a kernel, whether it is scaled, and by what; levels exist from two on. */
function nestedTree(assignments: Assignments): number {
  const penalty = 0.3 * (Math.log10(numberAt(assignments, "penalty")) + 3.1) ** 2;
  if (textAt(assignments, "model") === "linear") {
    return 2.4 + penalty + (truthAt(assignments, "standardize") ? 0 : 0.5);
  }
  if (textAt(assignments, "model") === "trees") {
    const depth = numberAt(assignments, "depth");
    const trees = Math.log2(numberAt(assignments, "trees"));
    return 0.9 + penalty / 3 + 0.04 * (depth - 11) ** 2 + 3 * Math.exp(-trees / 2);
  }
  const kernel = textAt(assignments, "kernel");
  if (kernel === "polynomial") return 1.3 + penalty + 0.5 * (numberAt(assignments, "degree") - 3) ** 2;
  const width = (Math.log10(numberAt(assignments, "width")) + 0.6) ** 2;
  const base = kernel === "laplace" ? 0.35 : 0.6;
  const warped = truthAt(assignments, "warp") ? 1.5 * (numberAt(assignments, "warp_power") - 0.4) ** 2 : 0.45;
  return base + penalty + 0.8 * width + warped;
}

const OPTIMIZERS: Readonly<Record<string, { readonly best: number; readonly rate: number }>> = {
  sgd: { best: 0.08, rate: -1.2 },
  adam: { best: 0, rate: -3.1 },
  rmsprop: { best: 0.15, rate: -3.4 },
  adagrad: { best: 0.3, rate: -1.9 },
};

/** Loss of a training whose good learning rate depends on the optimizer and on what only that optimizer has. */
function optimizerChoice(assignments: Assignments): number {
  const name = textAt(assignments, "optimizer");
  const { best, rate } = OPTIMIZERS[name];
  const momentum = name === "sgd" ? -Math.log10(1 - numberAt(assignments, "momentum")) : 0;
  const second = name === "adam" ? -Math.log10(1 - numberAt(assignments, "beta2")) : 2.4;
  const off = Math.log10(numberAt(assignments, "learning_rate")) - rate + 0.6 * momentum;
  const dropout = numberAt(assignments, "dropout") - 0.23;
  const layers = numberAt(assignments, "layers");
  const decay = truthAt(assignments, "decay") ? 0.2 * (Math.log10(numberAt(assignments, "decay_rate")) + 4) ** 2 : 0.25;
  const branch = name === "sgd" ? 0.3 * (momentum - 1.1) ** 2 : 0.25 * (second - 2.4) ** 2;
  return 0.3 + best + 0.5 * off ** 2 + 3 * dropout ** 2 + 0.05 * (layers - 4) ** 2 + decay + branch;
}

const LAYERS_MAX = 5;
const UNITS = layerUnits();

/** A width for each layer that exists; four layers of these widths are best. */
function layerWidths(assignments: Assignments): number {
  const layers = numberAt(assignments, "layers");
  const depth = 0.5 * Math.abs(layers - 4);
  let widths = 0;
  for (let layer = 0; layer < layers; layer += 1) {
    widths += (Math.log2(numberAt(assignments, `units_${layer}`)) - UNITS[layer]) ** 2 / 4;
  }
  return depth + widths / layers + (Math.log10(numberAt(assignments, "learning_rate")) + 2.2) ** 2 / 4;
}

function layerUnits(): readonly number[] {
  const rng = choicesOf("layer-widths-7");
  return Array.from({ length: LAYERS_MAX }, () => 3 + Math.floor(rng.uniform() * 7));
}

export const conditionalProblems: readonly QualityProblem[] = [
  {
    id: "worst-mean-tree-6",
    family: "mixed",
    about: "three branches; the one that is worst on average holds the optimum",
    direction: "minimize",
    space: {
      branch: { type: "categorical", choices: ["flat", "middle", "deep"] },
      shared: { type: "float", low: 0, high: 1 },
      flat_a: { type: "float", low: 0, high: 1, when: { branch: "flat" } },
      middle_a: { type: "float", low: 0, high: 1, when: { branch: "middle" } },
      middle_b: { type: "float", low: 0, high: 1, when: { branch: "middle" } },
      deep_a: { type: "float", low: 0, high: 1, when: { branch: "deep" } },
      deep_b: { type: "float", low: 0, high: 1, when: { branch: "deep" } },
    },
    optimum: { value: 0, at: { branch: "deep", shared: 0.18, deep_a: 0.81, deep_b: 0.26 } },
    value: worstMeanTree,
  },
  {
    id: "nested-tree-9",
    family: "mixed",
    about: "conditions on conditional parameters, branches of one to four parameters",
    direction: "minimize",
    space: {
      model: { type: "categorical", choices: ["linear", "trees", "kernel"] },
      penalty: { type: "float", low: 1e-8, high: 1, scale: "log" },
      standardize: { type: "bool", when: { model: "linear" } },
      depth: { type: "int", low: 1, high: 20, when: { model: "trees" } },
      trees: { type: "int", low: 1, high: 256, scale: "log", when: { model: "trees" } },
      kernel: { type: "categorical", choices: ["gauss", "polynomial", "laplace"], when: { model: "kernel" } },
      degree: { type: "int", low: 1, high: 6, when: { kernel: "polynomial" } },
      width: { type: "float", low: 0.001, high: 100, scale: "log", when: { kernel: ["gauss", "laplace"] } },
      warp: { type: "bool", when: { kernel: ["gauss", "laplace"] } },
      warp_power: { type: "float", low: 0, high: 2, when: { warp: true } },
    },
    optimum: {
      value: 0.35,
      at: {
        model: "kernel",
        penalty: 10 ** -3.1,
        kernel: "laplace",
        width: 10 ** -0.6,
        warp: true,
        warp_power: 0.4,
      },
    },
    value: nestedTree,
  },
  {
    id: "optimizer-choice-8",
    family: "mixed",
    about: "a learning rate whose best place depends on the optimizer; noise of sd 0.03",
    direction: "minimize",
    space: {
      optimizer: { type: "categorical", choices: ["sgd", "adam", "rmsprop", "adagrad"] },
      learning_rate: { type: "float", low: 1e-6, high: 1, scale: "log" },
      momentum: { type: "float", low: 0, high: 0.999, scale: "reverse_log", when: { optimizer: "sgd" } },
      beta2: { type: "float", low: 0.8, high: 0.9999, scale: "reverse_log", when: { optimizer: "adam" } },
      dropout: { type: "float", low: 0.01, high: 0.9, scale: "logit" },
      layers: { type: "int", low: 1, high: 10 },
      decay: { type: "bool" },
      decay_rate: { type: "float", low: 1e-7, high: 0.1, scale: "log", when: { decay: true } },
    },
    optimum: {
      value: 0.3,
      at: {
        optimizer: "adam",
        learning_rate: 10 ** -3.1,
        beta2: 1 - 10 ** -2.4,
        dropout: 0.23,
        layers: 4,
        decay: true,
        decay_rate: 1e-4,
      },
    },
    value: optimizerChoice,
    observe: (assignments, noise) => normalNoise(0.03)(optimizerChoice(assignments), noise),
  },
  {
    id: "layer-widths-7",
    family: "mixed",
    about: "as many widths as there are layers: conditions by comparison",
    direction: "minimize",
    space: {
      layers: { type: "int", low: 1, high: LAYERS_MAX },
      learning_rate: { type: "float", low: 1e-5, high: 1, scale: "log" },
      ...Object.fromEntries(
        UNITS.map((_, layer) => [
          `units_${layer}`,
          { type: "int", low: 4, high: 1024, scale: "log", when: { layers: { gt: layer } } } as const,
        ]),
      ),
    },
    optimum: {
      value: 0,
      at: {
        layers: 4,
        learning_rate: 10 ** -2.2,
        ...Object.fromEntries(UNITS.slice(0, 4).map((unit, layer) => [`units_${layer}`, 2 ** unit])),
      },
    },
    value: layerWidths,
  },
];
