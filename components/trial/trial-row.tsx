import { memo } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Gap } from "@/components/ui/gap";
import type { TrialColumn } from "@/lib/analysis/trial-columns";
import { mayStop } from "@/lib/analysis/trial-control";
import type { TrialPoint } from "@/lib/analysis/trial-point";
import { TrialRowMenu } from "./trial-row-menu";
import { TrialStateBadge } from "./trial-state-badge";
import type { TrialControl } from "./use-trial-control";

interface TrialRowProps {
  readonly rowIndex: number;
  readonly number: number;
  /** Absent while it is read. */
  readonly point: TrialPoint | undefined;
  readonly columns: readonly TrialColumn[];
  readonly nowMs: number;
  readonly selected: boolean;
  readonly onSelect: (number: number) => void;
  /** Absent for who may not stop trials. */
  readonly control: TrialControl | null;
  readonly ticked: boolean;
  /** Absent as well. */
  readonly onTick: ((number: number, range: boolean) => void) | null;
}

const CELL = "px-3 py-1.5 truncate last:pr-4";

/** One trial. A click anywhere opens it; the button is what keyboards and screen readers use. */
export const TrialRow = memo(function TrialRow({
  rowIndex,
  number,
  point,
  columns,
  nowMs,
  selected,
  onSelect,
  control,
  ticked,
  onTick,
}: TrialRowProps) {
  const background = selected ? "bg-accent-soft" : "bg-surface group-hover:bg-hover";
  return (
    <tr
      aria-rowindex={rowIndex}
      aria-current={selected ? "true" : undefined}
      data-trial-number={number}
      onClick={() => onSelect(number)}
      className={`group h-[33px] cursor-default border-b border-line ${selected ? "bg-accent-soft" : "hover:bg-hover"}`}
    >
      {onTick === null ? null : (
        // biome-ignore lint/a11y/useKeyWithClickEvents: only keeps clicks beside the box from opening the trial
        <td className={`sticky left-0 pl-4 select-none ${background}`} onClick={(event) => event.stopPropagation()}>
          {point === undefined || mayStop(point).kind === "no" ? null : (
            <Checkbox
              checked={ticked}
              onCheckedChange={(_, shift) => onTick(number, shift)}
              label={`Tick trial ${number}`}
              labelHidden
            />
          )}
        </td>
      )}
      <th
        scope="row"
        className={`${CELL} sticky ${onTick === null ? "left-0 pl-4" : "left-10"} text-right font-normal ${background}`}
      >
        <button
          type="button"
          aria-label={`Trial ${number}`}
          onClick={(event) => {
            event.stopPropagation();
            onSelect(number);
          }}
          className="rounded-sm font-medium hover:text-accent-strong hover:underline"
        >
          {number}
        </button>
      </th>
      <td className={CELL}>
        {point === undefined ? null : <TrialStateBadge state={point.state} stopping={point.stopping} />}
        {point?.imported ? <ImportedMark /> : null}
      </td>
      {columns.map((column) => (
        <TrialCell
          key={column.key}
          text={point === undefined ? undefined : column.text(point, nowMs)}
          column={column}
        />
      ))}
      {control === null ? null : (
        // Not the row's click: that opens the trial.
        // biome-ignore lint/a11y/useKeyWithClickEvents: only keeps clicks on the menu from opening the trial
        <td className={`sticky right-0 pr-2 *:ml-auto ${background}`} onClick={(event) => event.stopPropagation()}>
          {point === undefined ? null : (
            <TrialRowMenu number={number} state={point.state} stopping={point.stopping} control={control} />
          )}
        </td>
      )}
    </tr>
  );
});

/** The diamond that it is in every plot: the word would be cut off where columns are many, and on a telephone. */
function ImportedMark() {
  return (
    <span title="imported" className="ml-2 inline-block align-middle text-ink-soft">
      <span aria-hidden="true" className="block size-1.5 rotate-45 bg-current" />
      <span className="sr-only">imported</span>
    </span>
  );
}

function TrialCell({ text, column }: { readonly text: string | null | undefined; readonly column: TrialColumn }) {
  const look = column.kind === "objective" ? "font-medium" : "text-ink-soft";
  return (
    <td className={`${CELL} ${column.numeric ? "text-right" : ""} ${look}`} title={text ?? undefined}>
      {text === undefined ? null : text === null ? <Gap /> : <bdi>{text}</bdi>}
    </td>
  );
}
