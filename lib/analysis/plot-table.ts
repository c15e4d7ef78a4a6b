export type PlotCell = string | number | boolean | null;

export interface PlotColumn {
  readonly name: string;
  /** Digits stand below digits. */
  readonly numeric: boolean;
}

/** A plot's numbers, exact: what its table shows and its file holds. `null` is a gap. */
export interface PlotTable {
  readonly columns: readonly PlotColumn[];
  readonly rows: readonly (readonly PlotCell[])[];
}
