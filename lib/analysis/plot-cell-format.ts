import { columnNumberFormat } from "@/lib/format/number";
import { formatParameterValue } from "@/lib/format/parameter-value";
import type { PlotCell, PlotTable } from "./plot-table";

/** How each column's cells are written for reading: one number of decimals down a column; `null` for a gap. */
export function plotCellFormats({ columns, rows }: PlotTable): readonly ((cell: PlotCell) => string | null)[] {
  return columns.map((_, column) => {
    const numbers = rows.flatMap((row) => {
      const cell = row[column];
      return typeof cell === "number" ? [cell] : [];
    });
    // A sample decides: more would cost time and hardly change the format.
    const every = Math.max(1, Math.ceil(numbers.length / 500));
    const format = columnNumberFormat(numbers.filter((_, index) => index % every === 0));
    return (cell) => (cell === null ? null : typeof cell === "number" ? format(cell) : formatParameterValue(cell));
  });
}
