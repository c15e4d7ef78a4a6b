/** Data sets made by rules, so that they need no download and no licence; every row comes from the set's own stream. */
import { permutation, standardNormal, uniformIndex } from "@/lib/engine/rng/distributions";
import { makeRng, type Rng } from "@/lib/engine/rng/rng";

export interface DataSet {
  readonly x: readonly Float64Array[];
  /** Values to predict; class numbers from 0 for a classification. */
  readonly y: Float64Array;
  /** 0 for a regression. */
  readonly classes: number;
}

const streamOf = (name: string): Rng => makeRng({ seed: "tellus-quality-data", purpose: name, number: 0 });

function make(name: string, rows: number, row: (rng: Rng) => { x: number[]; y: number }, classes = 0): DataSet {
  const rng = streamOf(name);
  const made = Array.from({ length: rows }, () => row(rng));
  return { x: made.map(({ x }) => Float64Array.from(x)), y: Float64Array.from(made, ({ y }) => y), classes };
}

const uniforms = (rng: Rng, count: number): number[] => Array.from({ length: count }, () => rng.uniform());

/** Friedman 1991, first function: five of ten features matter, two of them only together. Noise of sd 1. */
export const friedman: DataSet = make("friedman", 140, (rng) => {
  const x = uniforms(rng, 10);
  const y = 10 * Math.sin(Math.PI * x[0] * x[1]) + 20 * (x[2] - 0.5) ** 2 + 10 * x[3] + 5 * x[4];
  return { x, y: y + standardNormal(rng) };
});

/** Two half moons that interlock, blurred so that a tenth of them overlap. */
export const moons: DataSet = make(
  "moons",
  150,
  (rng) => {
    const y = rng.uniform() < 0.5 ? 0 : 1;
    const angle = Math.PI * rng.uniform();
    const [u, v] = y === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    return { x: [u + 0.28 * standardNormal(rng), v + 0.28 * standardNormal(rng)], y };
  },
  2,
);

/** Three arms of a spiral. */
export const spirals: DataSet = make(
  "spirals",
  180,
  (rng) => {
    const y = uniformIndex(rng, 3);
    const radius = 0.1 + 0.9 * rng.uniform();
    const angle = 3.2 * radius + (2 * Math.PI * y) / 3;
    return {
      x: [radius * Math.cos(angle) + 0.06 * standardNormal(rng), radius * Math.sin(angle) + 0.06 * standardNormal(rng)],
      y,
    };
  },
  3,
);

/** Four classes of three clusters each in six features of very different scale, and six features of noise. */
export const clusters: DataSet = (() => {
  const placing = streamOf("clusters/centres");
  const centres = Array.from({ length: 12 }, () => Array.from({ length: 6 }, () => 1.5 * standardNormal(placing)));
  const scales = [1, 30, 0.05, 4, 0.5, 200, 10, 0.1, 1, 60, 0.3, 2];
  return make(
    "clusters",
    200,
    (rng) => {
      const cluster = uniformIndex(rng, centres.length);
      const informative = centres[cluster].map((centre) => centre + standardNormal(rng));
      const noise = Array.from({ length: 6 }, () => standardNormal(rng));
      return { x: [...informative, ...noise].map((value, index) => value * scales[index]), y: cluster % 4 };
    },
    4,
  );
})();

/** Forty correlated features of which six matter. */
export const sparseLinear: DataSet = (() => {
  const weights = [3, -2, 1.5, 1, -1, 0.5];
  return make("sparse-linear", 90, (rng) => {
    const shared = standardNormal(rng);
    const x = Array.from({ length: 40 }, () => 0.6 * shared + 0.8 * standardNormal(rng));
    const y = weights.reduce((total, weight, index) => total + weight * x[5 * index], 0);
    return { x, y: y + 0.8 * x[0] * x[5] + 1.5 * standardNormal(rng) };
  });
})();

/** Who pays back: levels, interactions, a quarter in the rarer class, labels wrong at random for one in fourteen. */
export const tabular: DataSet = make(
  "tabular",
  240,
  (rng) => {
    const [income, age, debt] = [Math.exp(standardNormal(rng)), 18 + 60 * rng.uniform(), rng.uniform()];
    const [region, job] = [uniformIndex(rng, 5), uniformIndex(rng, 4)];
    const extra = Array.from({ length: 3 }, () => standardNormal(rng));
    const risk = 2.5 * debt - 0.9 * Math.log(income) + (region === 2 ? 1.1 : 0) + (job === 1 && age < 35 ? 1.6 : 0);
    const late = risk + 0.4 * extra[0] > 2.4;
    return { x: [income, age, debt, region, job, ...extra], y: late !== rng.uniform() < 0.07 ? 1 : 0 };
  },
  2,
);

/** Twelve years of months: growth, a season that grows with the level, one change of trend, noise. */
export const series: Float64Array = (() => {
  const rng = streamOf("series");
  let level = 100;
  return Float64Array.from({ length: 144 }, (_, month) => {
    level *= 1 + (month < 90 ? 0.008 : 0.002) + 0.006 * standardNormal(rng);
    const season = 1 + 0.22 * Math.sin((2 * Math.PI * month) / 12) + 0.08 * Math.cos((4 * Math.PI * month) / 12);
    return level * season * (1 + 0.02 * standardNormal(rng));
  });
})();

/** Counts of 160 words, frequent as Zipf's law has it, in documents on four topics of unequal size. */
export const documents: DataSet = (() => {
  const words = 160;
  const shuffle = streamOf("documents/topics");
  const orders = Array.from({ length: 4 }, () => permutation(shuffle, words));
  return make(
    "documents",
    200,
    (rng) => {
      const draw = rng.uniform();
      const topic = draw < 0.4 ? 0 : draw < 0.7 ? 1 : draw < 0.87 ? 2 : 3;
      const counts = new Array<number>(words).fill(0);
      const length = 12 + uniformIndex(rng, 30);
      for (let position = 0; position < length; position += 1) {
        const rank = Math.floor(words ** rng.uniform()) - 1;
        counts[rng.uniform() < 0.38 ? orders[topic][rank] : rank] += 1;
      }
      return { x: counts, y: topic };
    },
    4,
  );
})();

export interface Split {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** Cross-validation: row i is tested in fold i modulo the number of folds. Rows come in no order. */
export function folds(rows: number, count: number): readonly Split[] {
  const all = Array.from({ length: rows }, (_, index) => index);
  return Array.from({ length: count }, (_, fold) => ({
    train: all.filter((row) => row % count !== fold),
    test: all.filter((row) => row % count === fold),
  }));
}

/** A split that a stream draws. */
export function randomSplit(rows: number, testShare: number, rng: Rng): Split {
  const order = [...permutation(rng, rows)];
  const tested = Math.round(rows * testShare);
  return { test: order.slice(0, tested), train: order.slice(tested) };
}

/** Each feature to mean 0 and sd 1. Features are known before labels are, so all rows count. */
export function standardized({ x, y, classes }: DataSet): DataSet {
  const mean = x[0].map((_, feature) => x.reduce((total, row) => total + row[feature], 0) / x.length);
  const sd = mean.map((center, feature) =>
    Math.sqrt(x.reduce((total, row) => total + (row[feature] - center) ** 2, 0) / x.length),
  );
  return { x: x.map((row) => row.map((value, feature) => (value - mean[feature]) / (sd[feature] || 1))), y, classes };
}
