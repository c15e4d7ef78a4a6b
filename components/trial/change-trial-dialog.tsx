"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useForm } from "react-hook-form";
import { STUDY_TRIALS_KEY } from "@/components/study/study-trials-query";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import { Textarea } from "@/components/ui/textarea";
import { useTRPC } from "@/components/workspace/trpc";
import { readTrialChange, type TrialChangeText, trialChangeText } from "@/lib/analysis/trial-change";
import type { TrialDetail } from "@/lib/contract/trial";

/** Corrects what a completed trial was told, and changes tags and note of any. */
export function ChangeTrialDialog({ trial }: { readonly trial: TrialDetail }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title={`Change trial ${trial.number}`}
      description={
        trial.state === "completed"
          ? "What was told before is kept, with your reason. The next suggestion knows what you correct."
          : "Only the values of a completed trial can be corrected."
      }
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="quiet" size="sm" icon="edit">
          Change
        </Button>
      }
    >
      <ChangeTrialForm trial={trial} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

interface ChangeTrialFormProps {
  readonly trial: TrialDetail;
  readonly onDone: () => void;
}

function ChangeTrialForm({ trial, onDone }: ChangeTrialFormProps) {
  const formId = useId();
  const form = useForm<TrialChangeText>({ defaultValues: trialChangeText(trial) });
  const { register, setError, formState } = form;
  const update = useUpdateTrial(onDone);
  const save = form.handleSubmit((text) => {
    const read = readTrialChange(trial, text);
    if (read.kind === "change") {
      update.mutate({ trial_id: trial.id, if_version: trial.version, ...read.change });
      return;
    }
    if (read.reason !== undefined) setError("reason", { message: read.reason }, { shouldFocus: true });
    for (const [index, message] of Object.entries(read.values)) {
      setError(`values.${Number(index)}`, { message }, { shouldFocus: true });
    }
  });
  const { errors } = formState;
  const metrics = trial.state === "completed" ? Object.entries(trial.values) : [];
  const refused = (pointer: string) =>
    update.error?.data?.fields?.find((field) => field.pointer.startsWith(pointer))?.detail;
  return (
    <form id={formId} onSubmit={(event) => void save(event)} noValidate className="flex flex-col gap-4 pt-1">
      {metrics.map(([metric, stored], index) => (
        <TextField
          key={metric}
          label={metric}
          mono
          autoComplete="off"
          {...(stored.std_error === null ? {} : { hint: "Its standard error goes when the value changes." })}
          fault={errors.values?.[index]?.message}
          {...register(`values.${index}`)}
        />
      ))}
      {metrics.length === 0 ? null : (
        <Textarea
          label="Reason"
          hint="Needed when a value changes."
          rows={2}
          fault={errors.reason?.message ?? refused("/reason")}
          {...register("reason")}
        />
      )}
      <TextField
        label="Tags"
        optional
        hint="Comma-separated."
        autoComplete="off"
        fault={refused("/tags")}
        {...register("tags")}
      />
      <Textarea label="Note" optional fault={refused("/note")} {...register("note")} />
      <p role="alert" className="text-sm text-danger empty:hidden">
        {update.error === null || (update.error.data?.fields ?? []).length > 0 ? "" : update.error.message}
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" busy={update.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

function useUpdateTrial(onDone: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.trial.update.mutationOptions({
      onSuccess: onDone,
      // Also after a refusal: the trial may be another by now.
      onSettled: () => {
        void queryClient.invalidateQueries(trpc.trial.pathFilter());
        void queryClient.invalidateQueries(trpc.study.pathFilter());
        void queryClient.invalidateQueries({ queryKey: [...STUDY_TRIALS_KEY] });
      },
    }),
  );
}
