"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactElement, useId, useState } from "react";
import { type FormFaults, formFaults } from "@/components/account/form-faults";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import { Textarea } from "@/components/ui/textarea";
import { useTRPC } from "@/components/workspace/trpc";
import type { Project } from "@/lib/contract/project";

interface ProjectFormDialogProps {
  /** The one to change; without it, a new one is made. */
  readonly project?: Project;
  readonly onSaved: (project: Project) => void;
  readonly trigger?: ReactElement;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

/** Name and description of a project, new or known. */
export function ProjectFormDialog({ project, onSaved, trigger, open, onOpenChange }: ProjectFormDialogProps) {
  const [ownOpen, setOwnOpen] = useState(false);
  const change = (next: boolean) => {
    setOwnOpen(next);
    onOpenChange?.(next);
  };
  return (
    <Dialog
      title={project === undefined ? "New project" : "Change project"}
      {...(project === undefined ? { description: "A project groups studies that belong together." } : {})}
      open={open ?? ownOpen}
      onOpenChange={change}
      {...(trigger === undefined ? {} : { trigger })}
    >
      <ProjectForm
        project={project}
        onCancel={() => change(false)}
        onSaved={(saved) => {
          change(false);
          onSaved(saved);
        }}
      />
    </Dialog>
  );
}

interface ProjectFormProps {
  readonly project: Project | undefined;
  readonly onSaved: (project: Project) => void;
  readonly onCancel: () => void;
}

function ProjectForm({ project, onSaved, onCancel }: ProjectFormProps) {
  const [name, setName] = useState(project?.name ?? "");
  const [description, setDescription] = useState(project?.description ?? "");
  const formId = useId();
  const { save, busy, faults } = useSaveProject(project?.id, onSaved);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save({ name, description: description.trim() });
  };
  return (
    <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4 pt-1">
      <TextField
        label="Name"
        name="name"
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
        fault={faults.name}
      />
      <Textarea
        label="Description"
        name="description"
        optional
        value={description}
        onChange={(event) => setDescription(event.target.value)}
        fault={faults.description}
      />
      <p role="alert" className="text-sm text-danger empty:hidden">
        {faults.form}
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" busy={busy}>
          {project === undefined ? "Create project" : "Save"}
        </Button>
      </div>
    </form>
  );
}

interface SaveProject {
  readonly save: (given: { readonly name: string; readonly description: string }) => void;
  readonly busy: boolean;
  readonly faults: FormFaults;
}

function useSaveProject(projectId: string | undefined, onSaved: (project: Project) => void): SaveProject {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const shared = {
    onSuccess: onSaved,
    onSettled: () => void queryClient.invalidateQueries(trpc.project.pathFilter()),
  };
  const create = useMutation(trpc.project.create.mutationOptions(shared));
  const update = useMutation(trpc.project.update.mutationOptions(shared));
  const error = create.error ?? update.error;
  return {
    save: (given) =>
      projectId === undefined ? create.mutate(given) : update.mutate({ project_id: projectId, ...given }),
    busy: create.isPending || update.isPending,
    faults: error === null ? {} : formFaults(error, ["name", "description"]),
  };
}
