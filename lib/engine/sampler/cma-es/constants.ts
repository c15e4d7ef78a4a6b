/**
 * The strategy parameters of CMA-ES, by dimension and population size.
 * Hansen 2016, The CMA evolution strategy: a tutorial, arXiv:1604.00772, table 1 and eqs. 49-58.
 */
export interface StrategyConstants {
  readonly lambda: number;
  readonly mu: number;
  /** By rank, best first: the first mu sum to 1, the others are at most 0. */
  readonly weights: readonly number[];
  readonly muEff: number;
  readonly cSigma: number;
  readonly dSigma: number;
  readonly cC: number;
  readonly c1: number;
  readonly cMu: number;
  /** Expected length of a standard normal vector. */
  readonly chi: number;
}

/** Points per generation, when nobody says otherwise (eq. 48). */
export function defaultLambda(dimension: number): number {
  return 4 + Math.floor(3 * Math.log(Math.max(1, dimension)));
}

interface Variant {
  /** Whether the worse half has negative weights. */
  readonly active?: boolean;
  /**
   * The tutorial's: the second (2023), as pycma, adds 1/4 to what c_mu is proportional to (eq. 58). C is learnt faster, by
   * half in two dimensions, by a sixth in ten.
   */
  readonly version?: 1 | 2;
}

export function strategyConstants(
  dimension: number,
  lambda: number,
  { active = true, version = 2 }: Variant = {},
): StrategyConstants {
  const raw = Array.from({ length: lambda }, (_, rank) => Math.log((lambda + 1) / 2) - Math.log(rank + 1));
  const mu = Math.floor(lambda / 2);
  const [positive, negative] = [raw.slice(0, mu), raw.slice(mu)];
  const muEff = effective(positive);
  const cSigma = (muEff + 2) / (dimension + muEff + 5);
  const dSigma = 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (dimension + 1)) - 1) + cSigma;
  const cC = (4 + muEff / dimension) / (dimension + 4 + (2 * muEff) / dimension);
  const c1 = (2 * Math.min(1, lambda / 6)) / ((dimension + 1.3) ** 2 + muEff);
  const summand = version === 2 ? 1 / 4 : 0;
  const cMu = Math.min(1 - c1, (2 * (summand + muEff - 2 + 1 / muEff)) / ((dimension + 2) ** 2 + muEff));
  const total = active ? negativeTotal({ dimension, c1, cMu, muEff, muEffNegative: effective(negative) }) : 0;
  return {
    lambda,
    mu,
    weights: [...scaled(positive, 1), ...scaled(negative, total)],
    muEff,
    cSigma,
    dSigma,
    cC,
    c1,
    cMu,
    chi: Math.sqrt(dimension) * (1 - 1 / (4 * dimension) + 1 / (21 * dimension * dimension)),
  };
}

/** Variance effective selection mass (eq. 8). */
function effective(weights: readonly number[]): number {
  const squares = sum(weights.map((weight) => weight * weight));
  return squares === 0 ? 0 : sum(weights) ** 2 / squares;
}

interface NegativeMass {
  readonly dimension: number;
  readonly c1: number;
  readonly cMu: number;
  readonly muEff: number;
  readonly muEffNegative: number;
}

/** How much the negative weights sum to, in absolute value: the least of the three bounds of eqs. 50-52. */
function negativeTotal({ dimension, c1, cMu, muEff, muEffNegative }: NegativeMass): number {
  if (cMu <= 0) return 0; // mu = 1: there is no rank-mu update to take anything from
  return Math.min(1 + c1 / cMu, 1 + (2 * muEffNegative) / (muEff + 2), (1 - c1 - cMu) / (dimension * cMu));
}

/** The weights with their absolute values summing to `total`. */
function scaled(weights: readonly number[], total: number): number[] {
  const mass = Math.abs(sum(weights));
  return weights.map((weight) => (mass === 0 ? 0 : (weight * total) / mass));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
