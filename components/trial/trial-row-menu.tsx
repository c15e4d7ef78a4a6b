"use client";

import { memo } from "react";
import { DropdownMenu, DropdownMenuItem } from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import { type ControlledTrial, lostByStopping, mayRetry, mayStop } from "@/lib/analysis/trial-control";
import type { TrialControl } from "./use-trial-control";

interface TrialRowMenuProps extends ControlledTrial {
  readonly control: TrialControl;
}

/** What may be done with the trial of a row. */
export const TrialRowMenu = memo(function TrialRowMenu({ control, ...trial }: TrialRowMenuProps) {
  const [stop, retry] = [mayStop(trial), mayRetry(trial)];
  const { retry: tryAgain } = control;
  return (
    <DropdownMenu trigger={<IconButton icon="more" size="sm" label={`Actions for trial ${trial.number}`} />}>
      <DropdownMenuItem
        icon="stop"
        onSelect={() => control.stop(trial)}
        disabledReason={stop.kind === "no" ? stop.why : undefined}
      >
        {lostByStopping(trial) === null ? "Stop" : "Stop…"}
      </DropdownMenuItem>
      {tryAgain === null ? null : (
        <DropdownMenuItem
          icon="undo"
          onSelect={() => tryAgain(trial)}
          disabledReason={retry.kind === "no" ? retry.why : undefined}
        >
          Try again
        </DropdownMenuItem>
      )}
    </DropdownMenu>
  );
});
