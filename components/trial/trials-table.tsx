"use client";

import { columnVisibilityFeature, createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useMemo, useRef } from "react";
import type { TrialColumn } from "@/lib/analysis/trial-columns";
import type { TrialPoint } from "@/lib/analysis/trial-point";
import { TrialHead } from "./trial-head";
import { TrialRow } from "./trial-row";
import { useMissingPoints } from "./use-missing-points";
import type { TickedTrials } from "./use-ticked-trials";
import type { TrialControl } from "./use-trial-control";

interface TrialsTableProps {
  readonly studyId: string;
  readonly columns: readonly TrialColumn[];
  readonly hidden: ReadonlySet<string>;
  /** The trials to show, in order. */
  readonly numbers: readonly number[];
  readonly points: readonly TrialPoint[];
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  readonly nowMs: number;
  readonly selected: number | null;
  readonly onSelect: (number: number) => void;
  /** Absent, both, for who may not stop trials. */
  readonly control: TrialControl | null;
  readonly ticked: TickedTrials | null;
}

const ROW_PX = 33;
/** As far as the column of numbers is from the edge where it stays in view. */
const TICK_PX = 40;
const NUMBER_PX = 72;
/** For the longest state, and the mark of an imported trial. */
const STATE_PX = 126;
const MENU_PX = 44;
/**
 * Wide enough for a sign, six digits and an exponent, or for most names; what is longer is cut and shown whole on hover.
 * Eight parameters and the duration are to fit on a screen of 1440.
 */
const COLUMN_PX = { least: 108, most: 220, perLetter: 7.2, besides: 40 } as const;

const features = tableFeatures({ columnVisibilityFeature });
const helper = createColumnHelper<typeof features, { readonly number: number }>();

/** Only the rows in view exist, so ten thousand scroll like ten. The number stays in view when the rest scrolls sideways. */
export function TrialsTable(props: TrialsTableProps) {
  const { studyId, numbers, sort, onSort, nowMs, selected, onSelect, control, ticked } = props;
  const region = useRef<HTMLElement>(null);
  const visible = useVisibleColumns(props);
  const virtualizer = useVirtualizer({
    count: numbers.length,
    getScrollElement: () => region.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    initialRect: { width: 960, height: 448 },
  });
  useSteadyScroll(region, numbers);
  const items = virtualizer.getVirtualItems();
  const shown = items.flatMap(({ index }) => numbers[index] ?? []);
  const byNumber = usePoints(props.points);
  const missing = useMissingPoints({ studyId, numbers: shown.filter((number) => !byNumber.has(number)) });
  const besides = [...(control === null ? [] : [MENU_PX]), ...(ticked === null ? [] : [TICK_PX]), NUMBER_PX, STATE_PX];
  const cells = visible.length + besides.length;
  const width = [...besides, ...visible.map(columnWidth)].reduce((sum, px) => sum + px, 0);
  return (
    <section
      ref={region}
      aria-label="Trials, scrolls"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="relative max-h-112 overflow-auto focus-visible:-outline-offset-2"
    >
      {/* Widths and heights as attributes: the content security policy allows no inline styles in the first page. */}
      <table
        width={width}
        className="min-w-full table-fixed text-sm tabular-nums"
        data-testid="trials-table"
        aria-rowcount={numbers.length + 1}
      >
        <ColumnWidths columns={visible} menus={control !== null} ticks={ticked !== null} />
        <TrialHead columns={visible} sort={sort} onSort={onSort} menus={control !== null} ticked={ticked} />
        <tbody>
          <Space height={items[0]?.start ?? 0} columns={cells} />
          {items.map(({ index, key }) => {
            const number = numbers[index];
            if (number === undefined) return null;
            const point = byNumber.get(number) ?? missing.get(number);
            return (
              <TrialRow
                key={key}
                rowIndex={index + 2}
                number={number}
                point={point}
                columns={visible}
                nowMs={point?.finishedAt === null ? nowMs : 0}
                selected={number === selected}
                onSelect={onSelect}
                control={control}
                ticked={ticked?.has(number) ?? false}
                onTick={ticked?.toggle ?? null}
              />
            );
          })}
          <Space height={virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0)} columns={cells} />
        </tbody>
      </table>
    </section>
  );
}

function useVisibleColumns({ columns, hidden, numbers }: Pick<TrialsTableProps, "columns" | "hidden" | "numbers">) {
  const definitions = useMemo(
    () => helper.columns(columns.map((column) => helper.display({ id: column.key }))),
    [columns],
  );
  const data = useMemo(() => numbers.map((number) => ({ number })), [numbers]);
  const columnVisibility = useMemo(() => Object.fromEntries([...hidden].map((key) => [key, false])), [hidden]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    state: { columnVisibility },
    getRowId: ({ number }) => String(number),
  });
  const byKey = useMemo(() => new Map(columns.map((column) => [column.key, column])), [columns]);
  return table.getVisibleLeafColumns().flatMap(({ id }) => byKey.get(id) ?? []);
}

interface ColumnWidthsProps {
  readonly columns: readonly TrialColumn[];
  readonly menus: boolean;
  readonly ticks: boolean;
}

function ColumnWidths({ columns, menus, ticks }: ColumnWidthsProps) {
  return (
    <colgroup>
      {ticks ? <col width={TICK_PX} /> : null}
      <col width={NUMBER_PX} />
      <col width={STATE_PX} />
      {columns.map((column) => (
        <col key={column.key} width={columnWidth(column)} />
      ))}
      {menus ? <col width={MENU_PX} /> : null}
    </colgroup>
  );
}

function columnWidth({ name }: TrialColumn): number {
  const { least, most, perLetter, besides } = COLUMN_PX;
  return Math.round(Math.min(most, Math.max(least, name.length * perLetter + besides)));
}

function Space({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    <tr>
      <td colSpan={columns} height={height} className="p-0" />
    </tr>
  );
}

function usePoints(points: readonly TrialPoint[]): ReadonlyMap<number, TrialPoint> {
  return useMemo(() => new Map(points.map((point) => [point.number, point])), [points]);
}

/** New trials on top must not push away what somebody reads further down: the row at the edge stays where it is. */
function useSteadyScroll(region: React.RefObject<HTMLElement | null>, numbers: readonly number[]): void {
  const before = useRef(numbers);
  // The scroll position belongs to the browser.
  useLayoutEffect(() => {
    const host = region.current;
    const last = before.current;
    before.current = numbers;
    if (host === null || last === numbers || host.scrollTop < ROW_PX) return;
    const top = last[Math.floor(host.scrollTop / ROW_PX)];
    const from = Math.floor(host.scrollTop / ROW_PX);
    const now = top === undefined ? -1 : numbers.indexOf(top);
    if (now >= 0 && now !== from) host.scrollTop += (now - from) * ROW_PX;
  }, [region, numbers]);
}
