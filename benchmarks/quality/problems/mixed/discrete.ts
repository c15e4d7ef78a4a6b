/** Integers, ordered and unordered choices, switches. */
import { standardNormal, uniformIndex } from "@/lib/engine/rng/distributions";
import type { Assignments } from "@/lib/engine/space/space";
import { choicesOf } from "../placement";
import type { QualityProblem } from "../problem";
import { numberAt, textAt, truthAt } from "../read-assignments";

const INTEGERS = [17, -8, 4, -23, 11, -2];
const BATCHES = [8, 16, 32, 64, 128, 256, 512];

/** A bowl with ripples over whole numbers, and an ordinal whose steps are doublings. */
function integerBowl(assignments: Assignments): number {
  const bowl = INTEGERS.reduce((total, best, index) => {
    const away = numberAt(assignments, `n${index}`) - best;
    return total + (away / 10) ** 2 + 0.4 * (1 - Math.cos((2 * Math.PI * away) / 7));
  }, 0);
  return bowl + 0.2 * (Math.log2(numberAt(assignments, "batch")) - 6) ** 2;
}

const CHOICES = 40;
const EMBEDDED = embedChoices();

/** Forty names, each a hidden place in the plane: what is learned of one says little of the next. */
function largeCategorical(assignments: Assignments): number {
  const [u, v, base] = EMBEDDED[Number(textAt(assignments, "encoder").slice("encoder-".length))];
  const x = numberAt(assignments, "x");
  const y = numberAt(assignments, "y");
  return base + 3 * (x - 0.3 - 0.2 * u) ** 2 + 3 * (y - 0.62 - 0.2 * v) ** 2;
}

function embedChoices(): readonly (readonly [number, number, number])[] {
  const rng = choicesOf("large-categorical-3");
  return Array.from({ length: CHOICES }, (_, index) => {
    const [u, v] = [2 * rng.uniform() - 1, 2 * rng.uniform() - 1];
    return [u, v, index === 27 ? 0 : 0.15 + 1.5 * rng.uniform()] as const;
  });
}

const SITES = 8;
const LETTERS = ["a", "b", "c", "d"];
const PAIRS = pairTables();

/** A chain of letters in which neighbours and second neighbours count: an optimum by dynamic programming, none by greed. */
function interactingCategoricals(assignments: Assignments): number {
  const letters = Array.from({ length: SITES }, (_, site) => LETTERS.indexOf(textAt(assignments, `site_${site}`)));
  return PAIRS.reduce(
    (total, { one, other, table }) => total + table[letters[one] * LETTERS.length + letters[other]],
    0,
  );
}

interface Pair {
  readonly one: number;
  readonly other: number;
  readonly table: Float64Array;
}
function pairTables(): readonly Pair[] {
  const rng = choicesOf("interacting-categoricals-8");
  return [1, 2].flatMap((gap) =>
    Array.from({ length: SITES - gap }, (_, one): Pair => {
      const table = Float64Array.from({ length: LETTERS.length ** 2 }, () => standardNormal(rng) / gap);
      return { one, other: one + gap, table };
    }),
  );
}

const SWITCHES = 14;
const SWITCH_WEIGHTS = switchWeights();

/** Which of fourteen features to use: each helps or harms, pairs are redundant, every one used costs a little. */
function featureSwitches(assignments: Assignments): number {
  const on = Array.from({ length: SWITCHES }, (_, index) => (truthAt(assignments, `use_${index}`) ? 1 : 0));
  const { single, pairs } = SWITCH_WEIGHTS;
  const alone = single.reduce((total, weight, index) => total + weight * on[index], 0);
  return pairs.reduce((total, { one, other, weight }) => total + weight * on[one] * on[other], alone);
}

function switchWeights() {
  const rng = choicesOf("feature-switches-14");
  const single = Array.from({ length: SWITCHES }, () => 0.3 - Math.abs(standardNormal(rng)));
  const pairs = Array.from({ length: 20 }, () => ({
    one: uniformIndex(rng, SWITCHES),
    other: uniformIndex(rng, SWITCHES),
    weight: 0.8 * Math.abs(standardNormal(rng)),
  }));
  return { single, pairs };
}

/** Everything at once: steps, an ordinal of names, a skewed integer, a cliff, and scales near one end. */
function everyType(assignments: Assignments): number {
  const schedule = ["none", "step", "cosine", "restart", "cycle"].indexOf(textAt(assignments, "schedule"));
  const share = numberAt(assignments, "share");
  const heads = numberAt(assignments, "heads");
  const keep = -Math.log10(1 - numberAt(assignments, "keep"));
  const warm = Math.log10(numberAt(assignments, "warm_steps"));
  const activation = { relu: 0.25, tanh: 0.5, gelu: 0.05, silu: 0, elu: 0.2 }[textAt(assignments, "activation")] ?? 1;
  const cliff = share > 0.7 ? 1.5 : 0;
  const normalized = truthAt(assignments, "normalize") ? 0 : 0.3;
  return (
    0.25 * (schedule - 3) ** 2 +
    6 * (share - 0.65) ** 2 +
    cliff +
    0.06 * (heads - 6) ** 2 +
    0.4 * (keep - 1.9) ** 2 +
    0.3 * (warm - 2.6) ** 2 +
    activation +
    normalized
  );
}

const numberedInts = Object.fromEntries(
  INTEGERS.map((_, index) => [`n${index}`, { type: "int", low: -30, high: 30 }] as const),
);

export const discreteProblems: readonly QualityProblem[] = [
  {
    id: "integer-bowl-7",
    family: "mixed",
    about: "six integers with ripples of period 7, one ordinal",
    direction: "minimize",
    space: { ...numberedInts, batch: { type: "ordinal", values: BATCHES } },
    optimum: { value: 0, at: { n0: 17, n1: -8, n2: 4, n3: -23, n4: 11, n5: -2, batch: 64 } },
    value: integerBowl,
  },
  {
    id: "large-categorical-3",
    family: "mixed",
    about: "forty unordered choices, each with its own best place of two floats",
    direction: "minimize",
    space: {
      encoder: {
        type: "categorical",
        choices: Array.from({ length: CHOICES }, (_, index) => `encoder-${index}`),
      },
      x: { type: "float", low: 0, high: 1 },
      y: { type: "float", low: 0, high: 1 },
    },
    optimum: {
      value: 0,
      at: { encoder: "encoder-27", x: 0.3 + 0.2 * EMBEDDED[27][0], y: 0.62 + 0.2 * EMBEDDED[27][1] },
    },
    value: largeCategorical,
  },
  {
    id: "interacting-categoricals-8",
    family: "mixed",
    about: "eight choices of four that count only in pairs; 65,536 points",
    direction: "minimize",
    space: Object.fromEntries(
      Array.from({ length: SITES }, (_, site) => [`site_${site}`, { type: "categorical", choices: LETTERS }] as const),
    ),
    value: interactingCategoricals,
  },
  {
    id: "feature-switches-14",
    family: "mixed",
    about: "fourteen switches with redundant pairs; 16,384 points",
    direction: "minimize",
    space: Object.fromEntries(
      Array.from({ length: SWITCHES }, (_, index) => [`use_${index}`, { type: "bool" }] as const),
    ),
    value: featureSwitches,
  },
  {
    id: "every-type-7",
    family: "mixed",
    about: "one parameter of each type and scale, a cliff beside the optimum",
    direction: "minimize",
    space: {
      schedule: { type: "ordinal", values: ["none", "step", "cosine", "restart", "cycle"] },
      share: { type: "float", low: 0, high: 1, step: 0.05 },
      heads: { type: "int", low: 2, high: 16, step: 2 },
      keep: { type: "float", low: 0.5, high: 0.9999, scale: "reverse_log" },
      warm_steps: { type: "int", low: 1, high: 10_000, scale: "log" },
      activation: { type: "categorical", choices: ["relu", "tanh", "gelu", "silu", "elu"] },
      normalize: { type: "bool" },
    },
    optimum: {
      value: 0.3 * (Math.log10(398) - 2.6) ** 2,
      at: {
        schedule: "restart",
        share: 0.65,
        heads: 6,
        keep: 1 - 10 ** -1.9,
        warm_steps: 398,
        activation: "silu",
        normalize: true,
      },
    },
    value: everyType,
  },
];
