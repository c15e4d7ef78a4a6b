"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DropdownMenu, DropdownMenuItem } from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import { useToast } from "@/components/ui/toast";
import { useTRPC } from "@/components/workspace/trpc";
import type { Project } from "@/lib/contract/project";
import { countOf } from "@/lib/format/count";
import { ProjectFormDialog } from "./project-form-dialog";

interface ProjectActionsProps {
  readonly project: Project;
  /** After a change, for what the server has drawn. */
  readonly onChanged?: () => void;
  readonly onDeleted?: () => void;
}

/** Rename, describe, delete. Only an empty project can be deleted: results are never lost by a click. */
export function ProjectActions({ project, onChanged, onDeleted }: ProjectActionsProps) {
  const [open, setOpen] = useState<"change" | "delete" | null>(null);
  const toast = useToast();
  const remove = useDeleteProject(onDeleted);
  return (
    <>
      <DropdownMenu trigger={<IconButton icon="more" size="sm" label={`Actions for ${project.name}`} />}>
        <DropdownMenuItem icon="edit" onSelect={() => setOpen("change")}>
          Rename or describe…
        </DropdownMenuItem>
        <DropdownMenuItem
          icon="trash"
          tone="danger"
          onSelect={() => setOpen("delete")}
          disabledReason={
            project.study_count === 0
              ? undefined
              : `It holds ${countOf(project.study_count, "study", "studies")}. Only an empty project can be deleted.`
          }
        >
          Delete…
        </DropdownMenuItem>
      </DropdownMenu>
      {open === "change" ? (
        <ProjectFormDialog
          project={project}
          open
          onOpenChange={(shown) => setOpen(shown ? "change" : null)}
          onSaved={() => {
            toast({ title: "Project changed", tone: "success" });
            onChanged?.();
          }}
        />
      ) : null}
      <ConfirmDialog
        open={open === "delete"}
        onOpenChange={(shown) => setOpen(shown ? "delete" : null)}
        title={`Delete the project “${project.name}”?`}
        description="It is empty. Its worker keys stop working within five seconds. This cannot be undone."
        confirmLabel="Delete project"
        onConfirm={() => remove.mutateAsync({ project_id: project.id })}
      />
    </>
  );
}

function useDeleteProject(onDeleted: (() => void) | undefined) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  return useMutation(
    trpc.project.delete.mutationOptions({
      onSuccess: () => {
        toast({ title: "Project deleted", tone: "success" });
        onDeleted?.();
      },
      onSettled: () => void queryClient.invalidateQueries(trpc.project.list.pathFilter()),
    }),
  );
}
