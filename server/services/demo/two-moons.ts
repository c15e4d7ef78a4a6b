export interface Sample {
  readonly x: number;
  readonly y: number;
  readonly label: 0 | 1;
}

const NOISE = 0.28;

/** Two interleaved half circles with noise: a small problem that a straight line cannot solve. The same seed, the same points. */
export function twoMoons(count: number, seed: number): readonly Sample[] {
  const random = randomNumbers(seed);
  return Array.from({ length: count }, (_, index) => {
    const label = index % 2 === 0 ? 0 : 1;
    const angle = Math.PI * random();
    const x = label === 0 ? Math.cos(angle) : 1 - Math.cos(angle);
    const y = label === 0 ? Math.sin(angle) : 0.5 - Math.sin(angle);
    return { x: x + NOISE * normal(random), y: y + NOISE * normal(random), label };
  });
}

/** mulberry32: 32 bits of state are plenty for a few hundred points and weights. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Box and Muller; 1 − u keeps the logarithm away from zero. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
