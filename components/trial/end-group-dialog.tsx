"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { useTRPC } from "@/components/workspace/trpc";
import { saidOfGroupEnd } from "@/lib/analysis/repeat-groups";

interface EndGroupDialogProps {
  readonly studyId: string;
  /** The group's first trial. */
  readonly groupId: string;
}

/** Ends a group of repeats, once it was asked. */
export function EndGroupDialog({ studyId, groupId }: EndGroupDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const { mutateAsync } = useMutation(trpc.study["end-group"].mutationOptions());
  const end = async () => {
    const ended = await mutateAsync({ study_id: studyId, group_id: groupId });
    await queryClient.invalidateQueries(trpc.trial.find.pathFilter());
    toast({ title: saidOfGroupEnd(ended), tone: "success" });
  };
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" icon="stop" className="mt-2">
          End this group…
        </Button>
      }
      title="End this group?"
      description="Its trials that run are told to stop with the next report, those that wait are cancelled, and no more are made of these assignments. What it has is kept and ranked. This cannot be undone."
      confirmLabel="End group"
      onConfirm={end}
    />
  );
}
