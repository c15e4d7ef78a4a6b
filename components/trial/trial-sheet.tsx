"use client";

import { useQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Sheet } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { useTRPC } from "@/components/workspace/trpc";
import { isStopping, mayRetry, mayStop } from "@/lib/analysis/trial-control";
import type { Study } from "@/lib/contract/study";
import type { Trial, TrialDetail } from "@/lib/contract/trial";
import { ChangeTrialDialog } from "./change-trial-dialog";
import { CopyAssignments } from "./copy-assignments";
import { TrialDetails } from "./trial-details";
import type { TrialControl } from "./use-trial-control";

interface TrialSheetProps {
  readonly study: Study;
  /** `null` closes it. */
  readonly number: number | null;
  readonly incumbent: Trial | null;
  /** Whether this person may correct it. */
  readonly mayWrite: boolean;
  readonly nowMs: number;
  readonly onClose: () => void;
  readonly onSelect: (number: number) => void;
  /** Absent for who may not stop trials. */
  readonly control: TrialControl | null;
}

/** A trial beside the page, which stays in use: another click shows another trial. */
export function TrialSheet({ study, number, incumbent, nowMs, onClose, ...deeds }: TrialSheetProps) {
  const { mayWrite, onSelect, control } = deeds;
  const trpc = useTRPC();
  const query = trpc.trial.find.queryOptions({ study_id: study.id, number: number ?? 0 }, { enabled: number !== null });
  const trial = useQuery(query);
  return (
    <Sheet
      modal={false}
      open={number !== null}
      onOpenChange={(open) => open || onClose()}
      title={`Trial ${number ?? ""}`}
      actions={
        trial.data === undefined ? null : (
          <>
            {control === null ? null : <ControlButtons trial={trial.data} control={control} />}
            {mayWrite ? <ChangeTrialDialog trial={trial.data} /> : null}
            <CopyAssignments assignments={trial.data.assignments} />
          </>
        )
      }
    >
      {trial.data === undefined && trial.isError ? (
        <ErrorState title="This trial could not be loaded" onRetry={() => void trial.refetch()}>
          The server did not answer, or there is no such trial.
        </ErrorState>
      ) : null}
      {trial.isPending && number !== null ? (
        <div role="status" aria-label="Loading the trial" className="flex flex-col gap-3">
          <Skeleton className="h-6 w-40" />
          <Skeleton className="h-40 w-full" />
        </div>
      ) : null}
      {trial.data === undefined || number === null ? null : (
        <TrialDetails
          study={study}
          trial={trial.data}
          incumbent={incumbent}
          nowMs={nowMs}
          mayControl={control !== null}
          onSelect={onSelect}
        />
      )}
    </Sheet>
  );
}

/** What can be done with the trial now; what cannot has no button. */
function ControlButtons({ trial, control }: { readonly trial: TrialDetail; readonly control: TrialControl }) {
  const { number, state } = trial;
  const controlled = { number, state, stopping: isStopping(trial) };
  const { retry } = control;
  return (
    <>
      {mayStop(controlled).kind === "no" ? null : (
        <Button size="sm" icon="stop" onClick={() => control.stop(controlled)}>
          Stop
        </Button>
      )}
      {retry === null || mayRetry(controlled).kind === "no" ? null : (
        <Button size="sm" icon="undo" onClick={() => retry(controlled)}>
          Try again
        </Button>
      )}
    </>
  );
}
