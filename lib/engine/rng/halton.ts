/**
 * Halton points by index: coordinate d is the index written in the d-th prime base with its digits mirrored about the
 * point. Halton 1960. High dimensions of the plain sequence are strongly correlated; scrambling permutes the digits of
 * each base and position at random (Owen 2017, A randomized Halton algorithm in R), which removes that.
 */
import { permutation } from "./distributions";
import type { Rng } from "./rng";

export interface HaltonSequence {
  readonly dimensions: number;
  /** Point `index`, from 0 (the origin when not scrambled). */
  pointAt(index: number): Float64Array;
}

export function haltonSequence(dimensions: number, scramble?: Rng): HaltonSequence {
  const bases = firstPrimes(dimensions);
  // Digits beyond 53 bits cannot be seen in a double; trailing zeros are permuted like any other digit.
  const digitCounts = bases.map((base) => Math.ceil(53 / Math.log2(base)));
  const permutations = scramble
    ? bases.map((base, d) => Array.from({ length: digitCounts[d] }, () => permutation(scramble, base)))
    : null;
  const pointAt = (index: number): Float64Array => {
    if (!Number.isSafeInteger(index) || index < 0)
      throw new RangeError(`Halton points are numbered from 0, not ${index}.`);
    return Float64Array.from(bases, (base, d) =>
      permutations ? scrambledInverse(index, base, permutations[d]) : radicalInverse(index, base),
    );
  };
  return { dimensions, pointAt };
}

/** The digits of `index` in `base`, mirrored: exact numerator and denominator, one rounding at the end. */
function radicalInverse(index: number, base: number): number {
  let [rest, mirrored, scale] = [index, 0, 1];
  while (rest > 0) {
    mirrored = mirrored * base + (rest % base);
    scale *= base;
    rest = Math.floor(rest / base);
  }
  return mirrored / scale;
}

function scrambledInverse(index: number, base: number, digitPermutations: readonly Uint32Array[]): number {
  let [rest, value, weight] = [index, 0, 1 / base];
  for (const digitPermutation of digitPermutations) {
    value += weight * digitPermutation[rest % base];
    weight /= base;
    rest = Math.floor(rest / base);
  }
  return Math.min(value, 1 - Number.EPSILON / 2); // all digits at their largest may round up to 1
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}
