import type { PlotCell, PlotColumn } from "./plot-table";

interface OfSomeOrigin {
  readonly imported?: boolean;
}

interface OriginColumn {
  readonly columns: readonly PlotColumn[];
  readonly cells: (trial: OfSomeOrigin) => readonly PlotCell[];
}

/** The column that names the imported ones; none where there are none. */
export function originColumn(trials: readonly OfSomeOrigin[]): OriginColumn {
  if (!trials.some(({ imported }) => imported)) return { columns: [], cells: () => [] };
  return {
    columns: [{ name: "Origin", numeric: false }],
    cells: ({ imported }) => [imported ? "imported" : null],
  };
}
