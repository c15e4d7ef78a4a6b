/** Fixed choices that make a problem hard to guess: where its optimum lies, how it is turned, what its tables hold. */
import { standardNormal } from "@/lib/engine/rng/distributions";
import { makeRng, type Rng } from "@/lib/engine/rng/rng";

/** The stream of a problem's own fixed choices, the same in every run. */
export function choicesOf(id: string): Rng {
  return makeRng({ seed: "tellus-quality-problems", purpose: id, number: 0 });
}

/** Between 12 and 40 % of the range away from its middle, on either side: no sampler finds it by trying the centre. */
export function offCenter(rng: Rng): number {
  const side = rng.uniform() < 0.5 ? -1 : 1;
  return 0.5 + side * (0.12 + 0.28 * rng.uniform());
}

export function offCenterPoint(id: string, bounds: readonly (readonly [number, number])[]): number[] {
  const rng = choicesOf(id);
  return bounds.map(([low, high]) => low + offCenter(rng) * (high - low));
}

/** A random orthogonal matrix by rows: Gram–Schmidt on normal vectors. */
export function rotation(id: string, dimensions: number): readonly (readonly number[])[] {
  const rng = choicesOf(`${id}/rotation`);
  const rows: number[][] = [];
  for (let row = 0; row < dimensions; row += 1) {
    const vector = Array.from({ length: dimensions }, () => standardNormal(rng));
    for (const earlier of rows) {
      const along = dot(vector, earlier);
      for (let index = 0; index < dimensions; index += 1) vector[index] -= along * earlier[index];
    }
    const length = Math.sqrt(dot(vector, vector));
    rows.push(vector.map((entry) => entry / length));
  }
  return rows;
}

export function dot(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += one[index] * other[index];
  return sum;
}
