import type { Forest, ForestData } from "./forest";
import { leafOf } from "./predict-forest";

/**
 * What the forest expects of each training row, by the trees that did not see it (Breiman 2001, section 3.1); NaN for a
 * row that every tree saw. Length n.
 */
export function predictOutOfBag({ levels, trees }: Forest, { count, values }: ForestData): Float64Array {
  const width = levels.length;
  const point = new Float64Array(width);
  return Float64Array.from({ length: count }, (_, row) => {
    for (let column = 0; column < width; column += 1) point[column] = values[column * count + row];
    let [sum, unseen] = [0, 0];
    for (const tree of trees) {
      if (tree.draws[row] > 0) continue;
      sum += tree.mean[leafOf(tree, levels, point, 0)];
      unseen += 1;
    }
    return unseen > 0 ? sum / unseen : Number.NaN;
  });
}
