import { AssignmentList } from "@/components/trial/assignment-list";
import { CopyAssignments } from "@/components/trial/copy-assignments";
import { Card } from "@/components/ui/card";
import { trialDurationMs } from "@/lib/analysis/trial-duration";
import type { RepeatGroup } from "@/lib/contract/repeats";
import type { Study } from "@/lib/contract/study";
import type { Trial } from "@/lib/contract/trial";
import { formatDuration } from "@/lib/format/duration";
import { formatNumber, toNumber } from "@/lib/format/number";

interface IncumbentCardProps {
  readonly study: Study;
  /** `null` until a trial has completed, or come to a rung, with a finite value. */
  readonly incumbent: Trial | null;
  /** Where the study has repeats: what the trials of these assignments are worth together. */
  readonly group: RepeatGroup | null;
  /** While none has come to its end: how far the incumbent was trained, and its value there. */
  readonly rung: { readonly resource: number; readonly value: number } | null;
  readonly onSelect: (number: number) => void;
}

/** The best trial so far: what it scored, with which assignments, ready to be copied. */
export function IncumbentCard(props: IncumbentCardProps) {
  const { incumbent } = props;
  return (
    <Card
      id="incumbent"
      className="grow"
      title="Incumbent"
      actions={incumbent === null ? undefined : <CopyAssignments assignments={incumbent.assignments} />}
    >
      {incumbent === null ? (
        <p className="px-4 py-6 text-sm text-ink-soft">The best trial stands here as soon as one has completed.</p>
      ) : (
        <Incumbent {...props} incumbent={incumbent} />
      )}
    </Card>
  );
}

function Incumbent({ study, incumbent, group, rung, onSelect }: IncumbentCardProps & { readonly incumbent: Trial }) {
  const [objective] = study.objectives;
  const value = shownValue({ incumbent, group, rung, metric: objective?.metric });
  const ranMs = trialDurationMs(incumbent, 0);
  return (
    <div className="flex flex-col gap-4 p-4">
      <div>
        <p className="text-2xl font-semibold tracking-tight tabular-nums" data-testid="incumbent-value">
          {value === undefined ? "–" : formatNumber(value, 6)}
          {group === null || group.std_error === null ? null : (
            <span className="text-base font-normal text-ink-soft"> ± {formatNumber(group.std_error, 2)}</span>
          )}
        </p>
        <p className="text-sm wrap-anywhere text-ink-soft">
          <bdi>{objective?.metric}</bdi>
          {rung === null
            ? null
            : ` at ${study.scheduler?.resource.name ?? "step"} ${formatNumber(rung.resource)}, the deepest so far`}
          , {group === null ? "trial" : `${meanOf(group)}, the first of them trial`}{" "}
          <button
            type="button"
            className="rounded-sm text-accent-strong underline decoration-line-strong underline-offset-2 hover:decoration-current"
            onClick={() => onSelect(incumbent.number)}
          >
            {incumbent.number}
          </button>
          {ranMs === null || group !== null || rung !== null ? null : `, ran ${formatDuration(ranMs)}`}
        </p>
      </div>
      <AssignmentList assignments={incumbent.assignments} parameters={Object.keys(study.search_space)} />
    </div>
  );
}

function shownValue({
  incumbent,
  group,
  rung,
  metric,
}: Pick<IncumbentCardProps, "group" | "rung"> & {
  readonly incumbent: Trial;
  readonly metric: string | undefined;
}): number | undefined {
  if (rung !== null) return rung.value;
  if (group !== null) return group.mean ?? undefined;
  const stored = metric === undefined ? undefined : incumbent.values[metric];
  return stored && toNumber(stored.value);
}

function meanOf({ n, std_error }: RepeatGroup): string {
  return n === 1 ? "one value so far" : `mean of ${n} values${std_error === null ? "" : " and its standard error"}`;
}
