"use client";

import { useMutation } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import { FormProvider } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { TextField } from "@/components/ui/text-field";
import { useTRPC } from "@/components/workspace/trpc";
import type { FieldError } from "@/lib/contract/errors";
import { countOf } from "@/lib/format/count";
import type { AppRouter } from "@/server/trpc/root";
import { DiscardDraft, RestoredNote } from "./draft-notes";
import { faultAt } from "./faults";
import { JsonEditor } from "./json-editor";
import { LimitFields } from "./limit-fields";
import { ObjectiveFields } from "./objective-fields";
import { ParameterFields } from "./parameter-fields";
import { PlanCard } from "./plan-card";
import { RepeatFields } from "./repeat-fields";
import { SamplerFields } from "./sampler-fields";
import { SchedulerFields } from "./scheduler-fields";
import { type StudyTemplate, templates } from "./templates";
import { useKeptDraft } from "./use-kept-draft";
import { useShownIssues } from "./use-shown-issues";
import { useStudyDraft } from "./use-study-draft";
import { WarmStartFields } from "./warm-start-fields";

interface StudyFormProps {
  readonly projectId: string;
  readonly workspaceSlug: string;
  /** Whose draft is kept. */
  readonly personId: string;
}

const [FIRST] = templates;
const BLANK = {
  name: "",
  objectives: [{ metric: "loss", direction: "minimize" }],
  search_space: { x: { type: "float", low: 0, high: 1 } },
  sampler: { name: "auto" },
  limits: { max_trials: 100 },
};

/** A new study: fields on one side, the same study as JSON on the other, checked while it is written. */
export function StudyForm({ projectId, workspaceSlug, personId }: StudyFormProps) {
  const draft = useStudyDraft(FIRST?.draft ?? BLANK);
  const place = useRef<HTMLFormElement>(null);
  const [tried, setTried] = useState(false);
  const { values, ownText, restore } = draft;
  const kept = useKeptDraft({ personId, workspaceSlug, projectId, values, ownText, onRestore: restore });
  const { create, fault } = useCreateStudy({ projectId, workspaceSlug, refuse: draft.refuse, onCreated: kept.drop });
  const { touchedFields } = draft.form.formState;
  // An empty name is no fault before anyone had the chance to give one.
  const untouchedName = !tried && touchedFields.name !== true && values.name === "";
  const found = untouchedName ? draft.issues.filter(({ pointer }) => pointer !== "/name") : draft.issues;
  const { shown: issues, showAll, onInput, onBlur } = useShownIssues(found);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    showAll();
    if (draft.issues.length === 0) return create.mutate(draft.draft);
    // After the faults are shown.
    requestAnimationFrame(() => place.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  return (
    <FormProvider {...draft.form}>
      <form ref={place} onSubmit={submit} onInput={onInput} onBlur={onBlur} noValidate>
        <PageHeader
          title="New study"
          description="The form and the JSON are the same study: change either."
          actions={
            <>
              {kept.isDraft ? <DiscardDraft draft={draft} /> : null}
              <SubmitPart busy={create.isPending} issues={tried ? issues.length : 0} />
            </>
          }
        />
        <RestoredNote restoredAtMs={kept.restoredAtMs} />
        <p role="alert" className="mb-4 text-sm text-danger empty:hidden">
          {fault}
        </p>
        <TemplateChoice onChoose={draft.load} />
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <fieldset disabled={draft.formWaits} className="flex min-w-0 flex-col gap-4">
            <legend className="sr-only">Study</legend>
            {draft.formWaits ? (
              <p className="text-sm text-ink-soft">The form follows when the JSON can be read.</p>
            ) : null}
            <TextField
              label="Name"
              autoComplete="off"
              fault={faultAt(issues, "/name")}
              {...draft.form.register("name")}
            />
            <ObjectiveFields issues={issues} onChange={draft.takeForm} />
            <ParameterFields rows={values.parameters} issues={issues} onChange={draft.takeForm} />
            <SamplerFields values={values} issues={issues} onChange={draft.takeForm} />
            <SchedulerFields values={values} issues={issues} onChange={draft.takeForm} />
            <RepeatFields values={values} issues={issues} onChange={draft.takeForm} />
            <WarmStartFields values={values} issues={issues} onChange={draft.takeForm} />
            <LimitFields values={values} issues={issues} onChange={draft.takeForm} />
            <PlanCard
              projectId={projectId}
              draft={draft.draft}
              hasIssues={draft.issues.some(({ pointer }) => pointer !== "/name")}
            />
          </fieldset>
          <Card
            id="json"
            title="JSON"
            note={issues.length > 0 ? countOf(issues.length, "issue") : found.length > 0 ? "being typed" : "valid"}
            className="max-h-[80dvh] lg:sticky lg:top-16"
          >
            <JsonEditor label="Study as JSON" text={draft.text} onEdit={draft.editText} issues={issues} />
            <IssueList issues={issues} />
          </Card>
        </div>
      </form>
    </FormProvider>
  );
}

function SubmitPart({ busy, issues }: { readonly busy: boolean; readonly issues: number }) {
  return (
    <>
      <p role="status" className="text-xs text-danger empty:hidden">
        {issues === 0 ? "" : `${countOf(issues, "issue")} to mend`}
      </p>
      <Button type="submit" variant="primary" busy={busy}>
        Create study
      </Button>
    </>
  );
}

function TemplateChoice({ onChoose }: { readonly onChoose: (draft: StudyTemplate["draft"]) => void }) {
  return (
    <fieldset className="mb-4 flex flex-wrap items-center gap-2">
      <legend className="sr-only">Begin with a template</legend>
      <span className="text-xs text-ink-faint">Begin with</span>
      {templates.map((template) => (
        <Button key={template.title} size="sm" title={template.hint} onClick={() => onChoose(template.draft)}>
          {template.title}
        </Button>
      ))}
    </fieldset>
  );
}

/** Everything that is wrong, in words: marks in a text are not for everyone. */
function IssueList({ issues }: { readonly issues: readonly FieldError[] }) {
  if (issues.length === 0) return null;
  return (
    <ul aria-label="Issues" className="max-h-40 shrink-0 overflow-auto border-t border-line px-4 py-2 text-xs">
      {issues.slice(0, 20).map(({ pointer, detail }) => (
        <li key={`${pointer} ${detail}`} className="py-0.5">
          <code className="font-mono text-ink-soft">{pointer === "" ? "/" : pointer}</code>{" "}
          <span className="text-danger">{detail}</span>
        </li>
      ))}
    </ul>
  );
}

interface Creation extends Omit<StudyFormProps, "personId"> {
  readonly refuse: (errors: readonly FieldError[]) => void;
  readonly onCreated: () => void;
}

function useCreateStudy({ projectId, workspaceSlug, refuse, onCreated }: Creation) {
  const trpc = useTRPC();
  const router = useRouter();
  const [fault, setFault] = useState<string>();
  const options = trpc.study.create.mutationOptions();
  const create = useMutation({
    // The server judges the draft; its input's type is what the checks above have just looked at.
    mutationFn: (draft: unknown, context) =>
      options.mutationFn?.({ ...(draft as object), project_id: projectId } as never, context) ??
      Promise.reject(new Error("The page is not connected.")),
    onMutate: () => setFault(undefined),
    onSuccess: (study) => {
      onCreated();
      router.push(`/${workspaceSlug}/${projectId}/${study.id}`);
    },
    onError: (error) => {
      setFault(error.message);
      if (error instanceof TRPCClientError) refuse((error as TRPCClientError<AppRouter>).data?.fields ?? []);
    },
  });
  return { create, fault };
}
