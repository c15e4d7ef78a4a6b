import type { PlotCell, PlotTable } from "@/lib/analysis/plot-table";

/** A spreadsheet reads these as the start of a formula, also in the wide forms of East Asian keyboards. */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/u;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * A table as CSV (RFC 4180). No cell is ever a formula to a spreadsheet (S14): a text that could be one gets an apostrophe
 * before it. Numbers are written exactly, negative ones too; a gap is an empty cell.
 */
export function toCsv({ columns, rows }: PlotTable): string {
  const lines = [columns.map(({ name }) => csvCell(name)), ...rows.map((row) => row.map(csvCell))];
  return `${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}

function csvCell(cell: PlotCell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell === 0 ? 0 : cell); // -0 would be written as 0 in any case
  const safe = FORMULA_START.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
