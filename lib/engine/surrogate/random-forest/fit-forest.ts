/** Fits a forest: sorts the columns once, then grows its trees. */
import type { Rng } from "../../rng/rng";
import type { Forest, ForestData, ForestOptions } from "./forest";
import { growTree } from "./grow-tree";

/** The forest of these data; `rngOf` gives each tree a stream of its own. */
export function fitForest(data: ForestData, options: ForestOptions, rngOf: (tree: number) => Rng): Forest {
  const sorted = sortColumns(data);
  const trees = Array.from({ length: options.trees }, (_, tree) =>
    growTree({ data, sorted, options, rng: rngOf(tree) }),
  );
  return { levels: data.levels, trees };
}

/** Rows in ascending order of each column's numbers, missing ones last, equal ones by row; a category column has none. */
function sortColumns({ count, levels, values }: ForestData): readonly (Int32Array | null)[] {
  return Array.from(levels, (level, column) => {
    if (level > 0) return null;
    const at = column * count;
    const rows = Int32Array.from({ length: count }, (_, row) => row);
    return rows.sort((one, other) => {
      const [a, b] = [values[at + one], values[at + other]];
      if (a === b) return one - other;
      if (Number.isNaN(a)) return Number.isNaN(b) ? one - other : 1;
      return Number.isNaN(b) ? -1 : a - b;
    });
  });
}
