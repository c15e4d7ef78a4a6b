import { Card } from "@/components/ui/card";
import { Gap } from "@/components/ui/gap";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { TableHeadCell } from "@/components/ui/table-head-cell";
import type { SharedTable } from "@/lib/analysis/shared-study";
import { countOf } from "@/lib/format/count";

/** The best trials, best first. The number stays in view when the rest scrolls sideways. */
export function SharedTrialsCard({ table }: { readonly table: SharedTable }) {
  const { columns, rows, hiddenParameters } = table;
  return (
    <Card
      id="best-trials"
      title="Best trials"
      note={hiddenParameters > 0 ? `${countOf(hiddenParameters, "further parameter")} not in the table` : undefined}
    >
      {rows.length === 0 ? (
        <p className="px-4 py-6 text-sm text-ink-soft">No trial has completed yet.</p>
      ) : (
        <Table label="Best trials, scrolls">
          <TableHead>
            <TableHeadCell numeric className="sticky left-0 bg-surface">
              Trial
            </TableHeadCell>
            {columns.map(({ key, name, numeric }) => (
              <TableHeadCell key={key} numeric={numeric}>
                <bdi>{name}</bdi>
              </TableHeadCell>
            ))}
          </TableHead>
          <tbody>
            {rows.map((row) => (
              <TableRow key={row.number}>
                <TableCell rowHead numeric className="sticky left-0 bg-surface">
                  {row.number}
                </TableCell>
                {columns.map((column) => {
                  const text = column.text(row, 0);
                  return (
                    <TableCell
                      key={column.key}
                      numeric={column.numeric}
                      muted={column.kind === "parameter"}
                      className="max-w-56 truncate"
                    >
                      {text === null ? <Gap /> : <bdi>{text}</bdi>}
                    </TableCell>
                  );
                })}
              </TableRow>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
