/**
 * Random numbers as a function of what they are for. A stream is named by (study seed, purpose, trial number): the same
 * name gives the same numbers on every machine, after every restart, whatever was drawn elsewhere.
 */
import { philox } from "./philox";
import { sha256 } from "./sha256";

export interface Rng {
  /** 32 random bits. */
  uint32(): number;
  /** Uniform on [0, 1), all 53 bits. */
  uniform(): number;
}

export interface StreamName {
  readonly seed: string;
  readonly purpose: string;
  readonly number: number;
}

/** The stream of this name, at its beginning. */
export function makeRng({ seed, purpose, number }: StreamName): Rng {
  // Lengths in front make the encoding injective: no two names share a stream.
  const digest = sha256(`tellus-rng-1\n${seed.length}:${seed}\n${purpose.length}:${purpose}\n${number}`);
  const key = digest.slice(0, 2);
  const counter = new Uint32Array([0, 0, digest[2], digest[3]]);
  const block = new Uint32Array(4);
  let next = 4;
  const uint32 = (): number => {
    if (next === 4) {
      philox(counter, key, block);
      counter[0] += 1;
      if (counter[0] === 0) counter[1] += 1;
      next = 0;
    }
    const word = block[next];
    next += 1;
    return word;
  };
  const uniform = (): number => {
    const high = uint32() >>> 5;
    const low = uint32() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  };
  return { uint32, uniform };
}
