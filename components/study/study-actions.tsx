"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DropdownMenu, DropdownMenuItem, DropdownMenuSeparator } from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import { useToast } from "@/components/ui/toast";
import { useTRPC } from "@/components/workspace/trpc";
import type { Study } from "@/lib/contract/study";
import { isExternal } from "@/lib/domain/external-sampler";
import { countOf } from "@/lib/format/count";
import { CloneStudyDialog } from "./clone-study-dialog";
import { SpaceRevisionsDialog } from "./space-revisions-dialog";

/** With its editor, which few visitors of the page need. */
const EditSpaceDialog = dynamic(() => import("./edit-space-dialog").then((made) => made.EditSpaceDialog));

interface StudyActionsProps {
  readonly study: Study;
  readonly workspaceSlug: string;
}

/** What may be done with a study as it stands. What was done is on the page at once; the live stream confirms it. */
export function StudyActions({ study, workspaceSlug }: StudyActionsProps) {
  const [asking, setAsking] = useState<"stop" | "clone" | "archive" | "space" | "revisions" | null>(null);
  const act = useStudyAction(study.id);
  const running = study.state === "active" || study.state === "paused";
  const held = study.trial_counts.running + study.trial_counts.paused;
  return (
    <div className="flex items-center gap-2">
      {study.state === "active" ? (
        <Button icon="pause" busy={act.pause.isPending} onClick={() => act.pause.mutate({ study_id: study.id })}>
          Pause
        </Button>
      ) : null}
      {study.state === "paused" ? (
        <Button
          variant="primary"
          icon="play"
          busy={act.resume.isPending}
          onClick={() => act.resume.mutate({ study_id: study.id })}
        >
          Resume
        </Button>
      ) : null}
      {running ? (
        <Button icon="stop" onClick={() => setAsking("stop")}>
          Stop
        </Button>
      ) : null}
      <DropdownMenu trigger={<IconButton icon="more" label="More actions" />}>
        <DropdownMenuItem icon="copy" onSelect={() => setAsking("clone")}>
          Clone…
        </DropdownMenuItem>
        <DropdownMenuItem
          icon="edit"
          onSelect={() => setAsking("space")}
          disabledReason={
            isExternal(study.sampler)
              ? "Its trials bring their parameters."
              : study.state === "stopped"
                ? "It was stopped for good: clone it."
                : undefined
          }
        >
          Edit search space…
        </DropdownMenuItem>
        <DropdownMenuItem icon="clock" onSelect={() => setAsking("revisions")}>
          Search space history…
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem
          icon="archive"
          onSelect={() => setAsking("archive")}
          disabledReason={
            study.archived_at !== null ? "It is archived already." : running ? "Stop the study first." : undefined
          }
        >
          Archive…
        </DropdownMenuItem>
      </DropdownMenu>
      <ConfirmDialog
        open={asking === "stop"}
        onOpenChange={(open) => open || setAsking(null)}
        title="Stop this study?"
        description={`Nothing new is handed out. ${held === 0 ? "Nothing runs at the moment." : `${countOf(held, "trial")} that run are told to stop; what they tell until then still counts.`} A stopped study cannot be resumed; it can be cloned.`}
        confirmLabel="Stop study"
        onConfirm={() => act.stop.mutateAsync({ study_id: study.id })}
      />
      {asking === "clone" ? (
        <CloneStudyDialog study={study} workspaceSlug={workspaceSlug} onClose={() => setAsking(null)} />
      ) : null}
      {asking === "space" ? <EditSpaceDialog study={study} onClose={() => setAsking(null)} /> : null}
      {asking === "revisions" ? <SpaceRevisionsDialog studyId={study.id} onClose={() => setAsking(null)} /> : null}
      <ConfirmDialog
        open={asking === "archive"}
        onOpenChange={(open) => open || setAsking(null)}
        title="Archive this study?"
        description="It leaves the lists. Nothing is deleted, and its address goes on working."
        confirmLabel="Archive study"
        tone="plain"
        onConfirm={() => act.archive.mutateAsync({ study_id: study.id })}
      />
    </div>
  );
}

function useStudyAction(studyId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const done = (said: string) => ({
    onSuccess: (study: Study) => {
      queryClient.setQueryData(trpc.study.read.queryKey({ study_id: studyId }), study);
      toast({ title: said, tone: "success" as const });
    },
  });
  // A dialog says itself what went wrong; without one, the message does.
  const told = {
    onError: (error: { readonly message: string }) =>
      toast({ title: "That did not work", description: error.message, tone: "danger" as const }),
  };
  return {
    pause: useMutation(trpc.study.pause.mutationOptions({ ...done("Study paused"), ...told })),
    resume: useMutation(trpc.study.resume.mutationOptions({ ...done("Study resumed"), ...told })),
    stop: useMutation(trpc.study.stop.mutationOptions(done("Study stopped"))),
    archive: useMutation(trpc.study.archive.mutationOptions(done("Study archived"))),
  };
}
