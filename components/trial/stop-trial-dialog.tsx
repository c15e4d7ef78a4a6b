"use client";

import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { StopQuestion } from "./use-trial-control";

/** Asks before a trial is stopped whose work is lost by it. */
export function StopTrialDialog({ question }: { readonly question: StopQuestion | null }) {
  if (question === null) return null;
  const { trial, lost, confirm, leave } = question;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => open || leave()}
      title={`Stop trial ${trial.number}?`}
      description={lost}
      confirmLabel="Stop trial"
      onConfirm={confirm}
    />
  );
}
