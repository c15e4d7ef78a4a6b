/** Spaces with rules that every suggestion must obey. Values exist outside the rules too: a rival that breaks one is told it. */
import type { Assignments } from "@/lib/engine/space/space";
import type { QualityProblem } from "../problem";
import { numberAt, textAt } from "../read-assignments";

const SHARES = [0.5, 0.18, 0.22];
const shareNames = ["flour", "sugar", "butter"] as const;

/** Shares of a whole: the best mixture uses it up nearly, on a face of the allowed simplex. */
function mixture(assignments: Assignments): number {
  const shares = shareNames.map((name) => numberAt(assignments, name));
  const away = shares.reduce((total, share, index) => total + (share - SHARES[index]) ** 2, 0);
  const heat = (numberAt(assignments, "heat") - 178) / 60;
  return 12 * away + (heat + 1.5 * (shares[1] - SHARES[1])) ** 2;
}

/** Width of a layer as heads times their dimension, within a memory limit that cuts the best unlimited choice off. */
function attentionShape(assignments: Assignments): number {
  const heads = numberAt(assignments, "heads");
  const size = numberAt(assignments, "head_size");
  const layers = numberAt(assignments, "layers");
  const rate = Math.log10(numberAt(assignments, "learning_rate"));
  const kind = { absolute: 0.2, rotary: 0, none: 0.45 }[textAt(assignments, "position")] ?? 1;
  const width = Math.log2(heads * size);
  const best = -2.2 - 0.25 * (width - 9);
  return (
    0.2 * (width - 10.5) ** 2 +
    0.08 * (Math.log2(heads) - 3.3) ** 2 +
    0.04 * (layers - 9) ** 2 +
    0.5 * (rate - best) ** 2 +
    kind
  );
}

export const constrainedProblems: readonly QualityProblem[] = [
  {
    id: "mixture-4",
    family: "mixed",
    about: "shares that may not add up to more than 0.9: a linear constraint, active at the best point",
    direction: "minimize",
    space: {
      flour: { type: "float", low: 0, high: 1 },
      sugar: { type: "float", low: 0, high: 1 },
      butter: { type: "float", low: 0, high: 1 },
      heat: { type: "float", low: 120, high: 250 },
    },
    constraints: [{ linear: { flour: 1, sugar: 1, butter: 1 }, lte: 0.9 }],
    optimum: { value: 0, at: { flour: 0.5, sugar: 0.18, butter: 0.22, heat: 178 } },
    value: mixture,
  },
  {
    id: "attention-shape-5",
    family: "mixed",
    about: "products of integers under a limit: an expression constraint, active at the best point",
    direction: "minimize",
    space: {
      heads: { type: "int", low: 1, high: 32 },
      head_size: { type: "int", low: 8, high: 256, step: 8 },
      layers: { type: "int", low: 1, high: 16 },
      learning_rate: { type: "float", low: 1e-5, high: 0.1, scale: "log" },
      position: { type: "categorical", choices: ["absolute", "none", "rotary"] },
    },
    constraints: [{ expr: "heads * head_size <= 1024" }, { expr: "heads * head_size * layers <= 8192" }],
    value: attentionShape,
  },
];
