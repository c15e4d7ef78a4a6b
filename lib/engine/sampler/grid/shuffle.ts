/**
 * A seeded permutation of 0 … count - 1 that is computed, not stored: a balanced Feistel network over the next even
 * power of two, walked until it lands inside (Black & Rogaway 2002, Ciphers with arbitrary finite domains, section 3.2).
 * At most four rounds of walking are expected, and the inverse is as cheap.
 */
import { philox } from "../../rng/philox";
import type { Rng } from "../../rng/rng";

export interface Shuffle {
  cellAt(position: bigint): bigint;
  positionOf(cell: bigint): bigint;
}

const ROUNDS = 6;
const WORD = 32n;

export function shuffle(count: bigint, rng: Rng): Shuffle {
  const halfBits = BigInt(Math.max(1, Math.ceil((count - 1n).toString(2).length / 2)));
  const keys = Array.from({ length: ROUNDS }, () => new Uint32Array([rng.uint32(), rng.uint32()]));
  const network: Network = { halfBits, mask: (1n << halfBits) - 1n };
  const walk = (start: bigint, step: (value: bigint) => bigint): bigint => {
    let value = step(start);
    while (value >= count) value = step(value);
    return value;
  };
  const reversed = [...keys].reverse();
  return {
    cellAt: (position) => walk(position, (value) => encipher(network, keys, value)),
    positionOf: (cell) => walk(cell, (value) => swap(network, encipher(network, reversed, swap(network, value)))),
  };
}

interface Network {
  readonly halfBits: bigint;
  readonly mask: bigint;
}

function encipher(network: Network, keys: readonly Uint32Array[], value: bigint): bigint {
  let left = value >> network.halfBits;
  let right = value & network.mask;
  for (const key of keys) [left, right] = [right, left ^ roundValue(network, key, right)];
  return (left << network.halfBits) | right;
}

/** Running the rounds backwards is running them forwards on swapped halves. */
function swap({ halfBits, mask }: Network, value: bigint): bigint {
  return ((value & mask) << halfBits) | (value >> halfBits);
}

/** Pseudo-random bits, as many as a half has, from all bits of the half: words are absorbed, then squeezed out. */
function roundValue({ halfBits, mask }: Network, key: Uint32Array, half: bigint): bigint {
  const words = Number((halfBits + WORD - 1n) / WORD);
  const state = new Uint32Array(4);
  for (let word = 0; word < words; word += 1) {
    state[0] ^= Number((half >> (WORD * BigInt(word))) & 0xffff_ffffn);
    philox(state, key, state);
  }
  let bits = 0n;
  for (let word = 0; word < words; word += 1) {
    bits = (bits << WORD) | BigInt(state[0]);
    if (word + 1 < words) philox(state, key, state);
  }
  return bits & mask;
}
