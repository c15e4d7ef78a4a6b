"use client";

import { useMutation } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { useFocusAfter } from "@/components/ui/use-focus-after";
import { useTRPC } from "@/components/workspace/trpc";
import { lostByStoppingMany, saidOfStops } from "@/lib/analysis/trial-control";
import type { TrialPoint } from "@/lib/analysis/trial-point";
import { countOf } from "@/lib/format/count";
import type { TickedTrials } from "./use-ticked-trials";

interface StopTickedTrialsProps {
  readonly studyId: string;
  readonly ticked: TickedTrials;
  readonly points: readonly TrialPoint[];
}

/** Below the table, in view wherever it ends: how many are ticked, and what can be done with them. */
export function StopTickedTrials({ studyId, ticked, points }: StopTickedTrialsProps) {
  const trpc = useTRPC();
  const toast = useToast();
  const { mutateAsync } = useMutation(trpc.trial["stop-many"].mutationOptions());
  const { numbers } = ticked;
  useFocusAfter(numbers.length > 0, () => ticked.boxOfAll.current);
  if (numbers.length === 0) return null;
  const stop = async () => {
    const { trials } = await mutateAsync({ study_id: studyId, numbers: [...numbers] });
    ticked.clear();
    toast({ title: saidOfStops(trials.map(({ outcome }) => outcome)), tone: "success" });
  };
  const count = countOf(numbers.length, "trial");
  return (
    <div className="sticky bottom-0 z-20 flex flex-wrap items-center gap-2 rounded-b-lg border-t border-line bg-raised px-4 py-2 text-sm">
      <p role="status">{count} ticked</p>
      <div className="ml-auto flex gap-1">
        <Button variant="quiet" size="sm" onClick={ticked.clear}>
          Untick
        </Button>
        <ConfirmDialog
          trigger={
            <Button size="sm" icon="stop">
              Stop {count}…
            </Button>
          }
          title={`Stop ${count}?`}
          description={lostByStoppingMany(numbers, points)}
          confirmLabel={`Stop ${count}`}
          onConfirm={stop}
        />
      </div>
    </div>
  );
}
