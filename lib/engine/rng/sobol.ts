/**
 * Sobol points by index: a digital sequence whose every aligned block of 2^k points has exactly one point in each
 * dyadic interval of length 2^-k, in every coordinate. Points come in Gray-code order (Antonov & Saleev 1979), so the
 * sequence equals that of the usual libraries; any index is reached directly, nothing is skipped through.
 *
 * Scrambling is a random linear matrix scramble with a digital shift (Matoušek 1998, section 3): unbiased, and it keeps
 * the one-point-per-cell property exactly.
 *
 * Notation: V[d][j] = direction number of dimension d for bit j, 32 bits, most significant first.
 */
import { JOE_KUO_DIRECTIONS } from "./joe-kuo-directions";
import type { Rng } from "./rng";

export const SOBOL_DIMENSIONS_MAX = 512;
export const SOBOL_INDEX_MAX = 2 ** 32 - 1;
const BITS = 32;
const UNIT = 2 ** -BITS;

export interface SobolSequence {
  readonly dimensions: number;
  /** Point `index` (from 0) as multiples of 2^-32 in [0, 1). */
  pointAt(index: number): Float64Array;
  /** The same into an array, from place `at` on. */
  writePoint(index: number, into: Float64Array, at: number): void;
}

/** The sequence in `dimensions` dimensions; scrambled when given an rng. */
export function sobolSequence(dimensions: number, scramble?: Rng): SobolSequence {
  if (!Number.isInteger(dimensions) || dimensions < 0 || dimensions > SOBOL_DIMENSIONS_MAX) {
    throw new RangeError(`Sobol points have 0 to ${SOBOL_DIMENSIONS_MAX} dimensions, not ${dimensions}.`);
  }
  const directions = directionNumbers(dimensions);
  const shifts = new Uint32Array(dimensions);
  if (scramble) {
    scrambleDirections(directions, scramble);
    for (let d = 0; d < dimensions; d += 1) shifts[d] = scramble.uint32();
  }
  const words = new Uint32Array(dimensions);
  const wordsAt = (index: number): void => {
    words.set(shifts);
    for (let j = 0, gray = (index ^ (index >>> 1)) >>> 0; gray !== 0; j += 1, gray >>>= 1) {
      if (gray & 1) for (let d = 0; d < dimensions; d += 1) words[d] ^= directions[d * BITS + j];
    }
  };
  // Where `words` is: the next point is one step away, any other is found from the beginning.
  let last = SOBOL_INDEX_MAX;
  const writePoint = (index: number, into: Float64Array, at: number): void => {
    if (!Number.isInteger(index) || index < 0 || index > SOBOL_INDEX_MAX) {
      throw new RangeError(`Sobol points are numbered 0 to ${SOBOL_INDEX_MAX}, not ${index}.`);
    }
    if (index === last + 1) {
      // One bit of the Gray code changes: the lowest that is set in the index.
      const bit = 31 - Math.clz32(index & -index);
      for (let d = 0; d < dimensions; d += 1) words[d] ^= directions[d * BITS + bit];
    } else {
      wordsAt(index);
    }
    last = index;
    for (let d = 0; d < dimensions; d += 1) into[at + d] = words[d] * UNIT;
  };
  const pointAt = (index: number): Float64Array => {
    const point = new Float64Array(dimensions);
    writePoint(index, point, 0);
    return point;
  };
  return { dimensions, pointAt, writePoint };
}

function directionNumbers(dimensions: number): Uint32Array {
  const directions = new Uint32Array(dimensions * BITS);
  const entries = JOE_KUO_DIRECTIONS.split(" ", Math.max(0, dimensions - 1));
  for (let j = 0; j < BITS && dimensions > 0; j += 1) directions[j] = 2 ** (BITS - 1 - j);
  for (const [index, entry] of entries.entries()) fillDirections(directions, (index + 1) * BITS, entry);
  return directions;
}

/**
 * Joe & Kuo 2008, eqs. 2 and 3, on left-aligned words: V_j = V_{j-s} ^ (V_{j-s} >> s) ^ (xor of V_{j-k} over the
 * polynomial's inner coefficients a_k = 1).
 */
function fillDirections(directions: Uint32Array, offset: number, entry: string): void {
  const [polynomialText = "", initialText = ""] = entry.split(":");
  const polynomial = Number.parseInt(polynomialText, 36);
  const initial = initialText.split(".").map((text) => Number.parseInt(text, 36));
  const s = initial.length;
  for (let j = 0; j < BITS; j += 1) {
    if (j < s) {
      directions[offset + j] = initial[j] * 2 ** (BITS - 1 - j);
      continue;
    }
    const oldest = directions[offset + j - s];
    let word = oldest ^ (oldest >>> s);
    for (let k = 1; k < s; k += 1) if ((polynomial >>> (s - k)) & 1) word ^= directions[offset + j - k];
    directions[offset + j] = word;
  }
}

/** Multiplies every dimension's directions by its own random lower-triangular matrix with unit diagonal over GF(2). */
function scrambleDirections(directions: Uint32Array, rng: Rng): void {
  const rows = new Uint32Array(BITS);
  for (let offset = 0; offset < directions.length; offset += BITS) {
    // Row r (from the most significant bit): any bits above r, a one at r, zeros below.
    for (let r = 0; r < BITS; r += 1) {
      const diagonal = 2 ** (BITS - 1 - r);
      rows[r] = (rng.uint32() & ~(2 * diagonal - 1)) | diagonal;
    }
    for (let j = 0; j < BITS; j += 1) directions[offset + j] = multiply(rows, directions[offset + j]);
  }
}

function multiply(rows: Uint32Array, word: number): number {
  let product = 0;
  for (let r = 0; r < BITS; r += 1) product = (product << 1) | parity(rows[r] & word);
  return product >>> 0;
}

function parity(word: number): number {
  let folded = word ^ (word >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  return (0x6996 >>> (folded & 15)) & 1;
}
