/**
 * Evenly spread directions over the unit simplex (Das & Dennis 1998): all vectors of non-negative multiples of
 * 1 / divisions that add up to 1.
 */
export function referenceDirections(objectives: number, divisions: number): number[][] {
  const found: number[][] = [];
  const extend = (head: readonly number[], left: number): void => {
    if (head.length === objectives - 1) {
      found.push([...head, left].map((steps) => steps / divisions));
      return;
    }
    for (let steps = 0; steps <= left; steps += 1) extend([...head, steps], left - steps);
  };
  extend([], divisions);
  return found;
}
