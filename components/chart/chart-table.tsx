"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { Gap } from "@/components/ui/gap";
import { plotCellFormats } from "@/lib/analysis/plot-cell-format";
import type { PlotCell, PlotTable } from "@/lib/analysis/plot-table";
import { countOf } from "@/lib/format/count";

interface ChartTableProps {
  readonly label: string;
  readonly table: PlotTable;
  /** Opens what a row is about; its first cell becomes a button. */
  readonly onSelectRow?: ((row: readonly PlotCell[]) => void) | undefined;
}

const ROW_PX = 30;

/** A plot's numbers as a table. Only the rows in view exist, so ten thousand scroll like ten: its height must not follow theirs. */
export function ChartTable({ label, table, onSelectRow }: ChartTableProps) {
  const region = useRef<HTMLDivElement>(null);
  const formats = plotCellFormats(table);
  const virtualizer = useVirtualizer({
    count: table.rows.length,
    getScrollElement: () => region.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  });
  const items = virtualizer.getVirtualItems();
  const columns = table.columns.length;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups controls; this is what scrolls
    <div
      ref={region}
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="relative h-80 grow overflow-auto focus-visible:-outline-offset-2"
    >
      <table className="w-full text-sm tabular-nums" aria-rowcount={table.rows.length + 1}>
        <caption className="sr-only">{countOf(table.rows.length, "row")}</caption>
        <thead className="sticky top-0 z-10 bg-surface text-left text-xs text-ink-soft shadow-[inset_0_-1px_0_var(--line)]">
          <tr>
            {table.columns.map(({ name, numeric }) => (
              <th
                key={name}
                scope="col"
                className={`px-3 py-2 font-medium whitespace-nowrap first:pl-4 last:pr-4 ${numeric ? "text-right" : ""}`}
              >
                <bdi>{name}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Space height={items[0]?.start ?? 0} columns={columns} />
          {items.map(({ index, key }) => {
            const row = table.rows[index] ?? [];
            return (
              <tr key={key} aria-rowindex={index + 2} className="border-b border-line hover:bg-hover">
                {table.columns.map(({ name, numeric }, column) => (
                  <Cell
                    key={name}
                    text={formats[column]?.(row[column] ?? null) ?? null}
                    numeric={numeric}
                    onSelect={column === 0 && onSelectRow !== undefined ? () => onSelectRow(row) : undefined}
                  />
                ))}
              </tr>
            );
          })}
          <Space height={virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0)} columns={columns} />
        </tbody>
      </table>
      {table.rows.length === 0 ? (
        <p className="px-4 py-6 text-sm text-ink-soft">There is nothing to list yet.</p>
      ) : null}
    </div>
  );
}

interface CellProps {
  readonly text: string | null;
  readonly numeric: boolean;
  readonly onSelect: (() => void) | undefined;
}

function Cell({ text, numeric, onSelect }: CellProps) {
  const content = text === null ? <Gap /> : <bdi>{text}</bdi>;
  return (
    <td
      className={`h-7.5 max-w-64 truncate px-3 py-1 first:pl-4 last:pr-4 ${numeric ? "text-right" : ""}`}
      title={text ?? undefined}
    >
      {onSelect === undefined ? (
        content
      ) : (
        <button type="button" className="rounded-sm text-accent-strong hover:underline" onClick={onSelect}>
          {content}
        </button>
      )}
    </td>
  );
}

function Space({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    <tr>
      <td colSpan={columns} height={height} className="p-0" />
    </tr>
  );
}
