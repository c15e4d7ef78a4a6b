"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import { useTRPC } from "@/components/workspace/trpc";
import { EXTERNAL_SAMPLER, isExternal } from "@/lib/domain/external-sampler";
import { catalog } from "@/lib/engine/sampler/catalog";

interface CloneStudyDialogProps {
  readonly study: {
    readonly id: string;
    readonly project_id: string;
    readonly name: string;
    readonly sampler: { readonly name: string };
    readonly limits: { readonly max_trials: number };
  };
  readonly workspaceSlug: string;
  readonly onClose: () => void;
}

const TRIALS_OF_OURS = "100";
const OURS = catalog.map(({ id, title }) => ({ value: id as string, label: title }));
const EXTERNAL = { value: EXTERNAL_SAMPLER, label: "External: a client makes the trials" };

/** Asks what a clone has for its own; everything else is the original's. */
export function CloneStudyDialog({ study, workspaceSlug, onClose }: CloneStudyDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const formId = useId();
  const [name, setName] = useState(`${study.name} (copy)`);
  const [sampler, setSampler] = useState(study.sampler.name);
  const [trials = usualTrials(study, sampler), setTrials] = useState<string>();
  const [seed, setSeed] = useState("");
  const clone = useMutation(
    trpc.study.clone.mutationOptions({
      onSuccess: (copy) => router.push(`/${workspaceSlug}/${copy.project_id}/${copy.id}`),
    }),
  );
  const fields = clone.error?.data?.fields ?? [];
  const fault = (pointer: string) => fields.find((field) => field.pointer === pointer)?.detail;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    clone.mutate({
      study_id: study.id,
      name,
      limits: { max_trials: Number(trials) },
      // Unchanged, it keeps its options; another one begins with its own.
      ...(sampler === study.sampler.name ? {} : { sampler: { name: sampler } }),
      ...(seed === "" ? {} : { seed: Number(seed) }),
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Clone study"
      description="A new study with the same search space, objectives and settings. No trials are taken along."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" busy={clone.isPending}>
            Clone study
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="grid gap-3 pt-1 sm:grid-cols-2">
        <TextField
          label="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          fault={fault("/name")}
          fieldClassName="sm:col-span-2"
        />
        <TextField
          label="Trials"
          mono
          inputMode="numeric"
          value={trials}
          onChange={(event) => setTrials(event.target.value)}
          fault={fault("/limits/max_trials")}
        />
        <TextField
          label="Seed"
          optional
          mono
          inputMode="numeric"
          placeholder="drawn"
          value={seed}
          onChange={(event) => setSeed(event.target.value)}
          fault={fault("/seed")}
        />
        <div className="sm:col-span-2">
          <SelectField
            label="Sampler"
            value={sampler}
            onValueChange={setSampler}
            options={samplersFor(study)}
            fault={fault("/sampler/name")}
          />
        </div>
        <p role="alert" className="text-sm text-danger empty:hidden sm:col-span-2">
          {clone.error !== null && fields.length === 0 ? clone.error.message : ""}
        </p>
      </form>
    </Dialog>
  );
}

/** A client's own sampler is not bounded; ours begins with what a new study has. */
function usualTrials(study: CloneStudyDialogProps["study"], sampler: string): string {
  return isExternal(study.sampler) && sampler !== study.sampler.name ? TRIALS_OF_OURS : String(study.limits.max_trials);
}

const samplersFor = (study: CloneStudyDialogProps["study"]) => (isExternal(study.sampler) ? [EXTERNAL, ...OURS] : OURS);
