import { ChartMark } from "@/components/chart/chart-legend";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { BreakableName } from "@/components/ui/breakable-name";
import { Gap } from "@/components/ui/gap";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { TableHeadCell } from "@/components/ui/table-head-cell";
import type { ComparedCell, ComparedRow } from "@/lib/analysis/compared-row";
import { formatParameterName } from "@/lib/format/parameter-name";
import type { SeriesLook } from "./series-look";

interface DifferenceTableProps {
  readonly label: string;
  /** What a row is: “Parameter”. */
  readonly rowName: string;
  readonly studies: readonly { readonly id: string; readonly name: string }[];
  readonly looks: ReadonlyMap<string, SeriesLook>;
  readonly rows: readonly ComparedRow[];
  readonly onlyDifferences: boolean;
}

const TONES: Readonly<Record<string, BadgeTone>> = { added: "info", removed: "danger", best: "accent" };

/** Several studies side by side, a row per thing. What differs from the first study is marked, in words. */
export function DifferenceTable(props: DifferenceTableProps) {
  const { label, rowName, studies, looks, rows, onlyDifferences } = props;
  const shown = onlyDifferences ? rows.filter(({ same }) => !same) : rows;
  if (shown.length === 0) {
    return (
      <p className="px-4 py-6 text-sm text-ink-soft">
        {rows.length === 0 ? "There is nothing to compare." : `No difference in ${rows.length} rows.`}
      </p>
    );
  }
  return (
    <Table label={label} className="max-h-144">
      <TableHead>
        <TableHeadCell className="sticky left-0 bg-surface">{rowName}</TableHeadCell>
        {studies.map(({ id, name }) => (
          <TableHeadCell key={id} className="min-w-28 sm:min-w-36">
            <span className="flex max-w-24 items-center gap-1.5 sm:max-w-56 text-ink" title={name}>
              <ChartMark mark="square" color={looks.get(id)?.color ?? "ink"} />
              <bdi className="truncate">{name}</bdi>
            </span>
          </TableHeadCell>
        ))}
      </TableHead>
      <tbody>
        {shown.map(({ name, cells, same }) => (
          <TableRow key={name}>
            <TableCell
              rowHead
              className={`sticky left-0 max-w-28 min-w-28 bg-surface align-top group-hover:bg-hover sm:max-w-56 ${same ? "text-ink-soft" : ""}`}
            >
              <span className="block wrap-anywhere">
                <BreakableName name={formatParameterName(name)} />
              </span>
            </TableCell>
            {studies.map(({ id }, index) => (
              <TableCell key={id} className="max-w-80 align-top" muted={same}>
                <CellContent cell={cells[index] ?? { text: null, marks: [] }} />
              </TableCell>
            ))}
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}

function CellContent({ cell: { text, marks } }: { readonly cell: ComparedCell }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {text === null && marks.length > 0 ? null : text === null ? (
        <Gap />
      ) : (
        <bdi className="min-w-0 break-words">{text}</bdi>
      )}
      {marks.map((mark) => (
        <Badge key={mark} tone={TONES[mark] ?? "warning"}>
          <bdi className="truncate">{mark}</bdi>
        </Badge>
      ))}
    </span>
  );
}
