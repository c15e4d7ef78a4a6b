/**
 * Philox 4x32-10: a counter-based generator. Block n of a stream is a keyed scramble of the number n, so any block can
 * be had without the ones before it and streams with different keys never meet.
 * Salmon, Moraes, Dror & Shaw 2011, Parallel random numbers: as easy as 1, 2, 3; constants from section 3.3.
 */
export function philox(counter: Uint32Array, key: Uint32Array, out: Uint32Array): void {
  let c0 = counter[0];
  let c1 = counter[1];
  let c2 = counter[2];
  let c3 = counter[3];
  let k0 = key[0];
  let k1 = key[1];
  for (let round = 0; round < 10; round += 1) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9; // golden ratio
const WEYL_1 = 0xbb67ae85; // sqrt(3) - 1

/** High 32 bits of the 64-bit product, by 16-bit halves: the full product would not fit a double. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  // Both sums are below 2^32: (2^16 - 1)^2 + 2^16 - 1.
  const cross = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  const middle = (Math.imul(aLow, bHigh) >>> 0) + (cross & 0xffff);
  return ((Math.imul(aHigh, bHigh) >>> 0) + (cross >>> 16) + (middle >>> 16)) >>> 0;
}
