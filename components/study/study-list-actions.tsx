"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DropdownMenu, DropdownMenuItem } from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import { useToast } from "@/components/ui/toast";
import { useTRPC } from "@/components/workspace/trpc";
import type { StudySummary } from "@/lib/contract/study-summary";
import { CloneStudyDialog } from "./clone-study-dialog";

interface StudyListActionsProps {
  readonly study: StudySummary;
  readonly workspaceSlug: string;
  readonly mayWrite: boolean;
}

/** What can be done with a study from a list. Who may not write sees no menu; the server would refuse anyway. */
export function StudyListActions({ study, workspaceSlug, mayWrite }: StudyListActionsProps) {
  const [open, setOpen] = useState<"stop" | "clone" | null>(null);
  const { pause, resume, stop, archive } = useStudyChanges();
  if (!mayWrite) return null;
  const address = { study_id: study.id };
  const ended = study.state === "stopped" || study.state === "finished";
  return (
    <>
      <DropdownMenu trigger={<IconButton icon="more" size="sm" label={`Actions for ${study.name}`} />}>
        {study.state === "active" ? (
          <DropdownMenuItem icon="pause" onSelect={() => pause.mutate(address)}>
            Pause
          </DropdownMenuItem>
        ) : null}
        {study.state === "paused" ? (
          <DropdownMenuItem icon="play" onSelect={() => resume.mutate(address)}>
            Resume
          </DropdownMenuItem>
        ) : null}
        {ended ? null : (
          <DropdownMenuItem icon="stop" onSelect={() => setOpen("stop")}>
            Stop…
          </DropdownMenuItem>
        )}
        <DropdownMenuItem icon="copy" onSelect={() => setOpen("clone")}>
          Clone…
        </DropdownMenuItem>
        {study.archived_at === null ? (
          <DropdownMenuItem
            icon="archive"
            onSelect={() => archive.mutate(address)}
            disabledReason={ended ? undefined : "Stop it first, or wait until it is finished."}
          >
            Archive
          </DropdownMenuItem>
        ) : null}
      </DropdownMenu>
      <ConfirmDialog
        open={open === "stop"}
        onOpenChange={(shown) => setOpen(shown ? "stop" : null)}
        title={`Stop “${study.name}”?`}
        description="Running trials are told to stop and waiting ones are cancelled. Results stay. This cannot be undone."
        confirmLabel="Stop study"
        onConfirm={() => stop.mutateAsync(address)}
      />
      {open === "clone" ? (
        <CloneStudyDialog study={study} workspaceSlug={workspaceSlug} onClose={() => setOpen(null)} />
      ) : null}
    </>
  );
}

function useStudyChanges() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const shared = {
    onSuccess: () => queryClient.invalidateQueries(trpc.study.pathFilter()),
    onError: (error: { message: string }) => toast({ title: error.message, tone: "danger" as const }),
  };
  return {
    pause: useMutation(trpc.study.pause.mutationOptions(shared)),
    resume: useMutation(trpc.study.resume.mutationOptions(shared)),
    // Said in the dialog that asked.
    stop: useMutation(trpc.study.stop.mutationOptions({ onSuccess: shared.onSuccess })),
    archive: useMutation(trpc.study.archive.mutationOptions(shared)),
  };
}
