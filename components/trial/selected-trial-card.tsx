"use client";

import { useQuery } from "@tanstack/react-query";
import { buttonClasses } from "@/components/ui/button-classes";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Icon } from "@/components/ui/icon";
import { Skeleton } from "@/components/ui/skeleton";
import { useTRPC } from "@/components/workspace/trpc";
import { trialDurationMs } from "@/lib/analysis/trial-duration";
import type { TrialDetail } from "@/lib/contract/trial";
import { countOf } from "@/lib/format/count";
import { formatDuration } from "@/lib/format/duration";
import { formatNumber, toNumber } from "@/lib/format/number";
import { AssignmentList } from "./assignment-list";
import { TrialStateBadge } from "./trial-state-badge";

interface SelectedTrialCardProps {
  readonly trialId: string;
  readonly parameters: readonly string[];
  readonly nowMs: number;
  readonly onClose: () => void;
}

/** The trial that was picked in the plot or in the table. */
export function SelectedTrialCard({ trialId, parameters, nowMs, onClose }: SelectedTrialCardProps) {
  const trpc = useTRPC();
  const trial = useQuery(trpc.trial.read.queryOptions({ trial_id: trialId }));
  return (
    <Card
      id="selected-trial"
      title={trial.data === undefined ? "Trial" : `Trial ${trial.data.number}`}
      actions={
        <>
          {trial.data === undefined ? null : (
            <CopyButton text={JSON.stringify(trial.data.assignments, null, 2)} label="Copy JSON" />
          )}
          <button
            type="button"
            onClick={onClose}
            aria-label="Close"
            className={buttonClasses({ variant: "quiet", size: "sm" })}
          >
            <Icon name="close" className="size-3.5" />
          </button>
        </>
      }
    >
      {trial.data === undefined ? (
        <div role="status" className="flex flex-col gap-2 p-4">
          {trial.isError ? (
            "This trial could not be loaded. Close it and try again."
          ) : (
            <Skeleton className="h-24 w-full" />
          )}
        </div>
      ) : (
        <Detail trial={trial.data} parameters={parameters} nowMs={nowMs} />
      )}
    </Card>
  );
}

interface DetailProps {
  readonly trial: TrialDetail;
  readonly parameters: readonly string[];
  readonly nowMs: number;
}

function Detail({ trial, parameters, nowMs }: DetailProps) {
  const ranMs = trialDurationMs(trial, nowMs);
  const facts = [
    ...Object.entries(trial.values).map(([metric, stored]) => `${metric} ${formatNumber(toNumber(stored.value), 6)}`),
    ...(ranMs === null ? [] : [formatDuration(ranMs)]),
    ...(trial.attempts.length > 1 ? [countOf(trial.attempts.length, "attempt")] : []),
    `by ${trial.origin.sampler}`,
  ];
  return (
    <div className="flex flex-col gap-3 p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        <TrialStateBadge state={trial.state} />
        {facts.map((fact) => (
          <bdi key={fact} className="text-ink-soft tabular-nums">
            {fact}
          </bdi>
        ))}
      </div>
      {trial.state_reason === null ? null : (
        <p className="text-sm break-words text-ink-soft">
          <bdi>{trial.state_reason}</bdi>
        </p>
      )}
      <AssignmentList assignments={trial.assignments} parameters={parameters} />
    </div>
  );
}
