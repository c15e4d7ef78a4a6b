"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { useMemo, useState } from "react";
import { JsonEditor } from "@/components/study-form/json-editor";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toast";
import { useSettled } from "@/components/ui/use-settled";
import { useTRPC, useTRPCClient } from "@/components/workspace/trpc";
import type { FieldError } from "@/lib/contract/errors";
import type { Study } from "@/lib/contract/study";
import type { AppRouter } from "@/server/trpc/root";
import { SpaceEffects } from "./space-effects";

interface EditSpaceDialogProps {
  readonly study: Study;
  readonly onClose: () => void;
}

interface Wanted {
  readonly search_space: Record<string, unknown>;
  readonly constraints: unknown[];
}

/** The search space as JSON, with what a change would mean beside it before anything does. */
export function EditSpaceDialog({ study, onClose }: EditSpaceDialogProps) {
  const { search_space, constraints } = study;
  const [text, setText] = useState(() => `${JSON.stringify({ search_space, constraints }, null, 2)}\n`);
  const [opened] = useState({ version: study.version, revision: study.space_revision });
  // Whatever else changed meanwhile is nothing to this; another space is, and is refused.
  const version = study.space_revision === opened.revision ? study.version : opened.version;
  const settled = useSettled(text, 400);
  const { wanted, fault } = useMemo(() => parse(settled), [settled]);
  const preview = usePreview(study, wanted);
  const save = useSave(study, onClose);
  const issues = useMemo(
    () => (fault === null ? [...fieldsOf(preview.error), ...fieldsOf(save.error)] : [fault]),
    [fault, preview.error, save.error],
  );
  const said = preview.error ?? save.error;
  const ready = wanted !== null && preview.isSuccess && !preview.isPlaceholderData && text === settled;
  return (
    <Dialog
      open
      size="lg"
      closeOnClickBeside={false}
      onOpenChange={(open) => open || onClose()}
      title="Edit search space"
      description="The whole space as it is to be. A new parameter needs a default: the value it had in the trials so far."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={save.isPending}
            disabled={!ready || preview.data?.changes.length === 0}
            onClick={() => wanted !== null && save.mutate({ study_id: study.id, if_version: version, ...wanted })}
          >
            Change search space
          </Button>
        </>
      }
    >
      <div className="grid gap-4 pt-1 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="flex h-[34dvh] min-h-52 md:h-[46dvh] rounded-md border border-line">
          <JsonEditor label="Search space as JSON" text={text} onEdit={setText} issues={issues} />
        </div>
        <section aria-label="What it would mean" aria-live="polite" aria-busy={!ready} className="min-w-0">
          {issues.length > 0 || said !== null ? (
            <IssueList issues={issues} otherwise={said?.message ?? ""} />
          ) : preview.data === undefined ? (
            <p className="text-sm text-ink-faint">Looking at the study’s trials …</p>
          ) : (
            <SpaceEffects preview={preview.data} />
          )}
        </section>
      </div>
    </Dialog>
  );
}

function IssueList({ issues, otherwise }: { readonly issues: readonly FieldError[]; readonly otherwise: string }) {
  if (issues.length === 0) return <p className="text-sm text-danger">{otherwise}</p>;
  return (
    <ul className="flex flex-col gap-1.5 text-sm">
      {issues.slice(0, 20).map(({ pointer, detail }) => (
        <li key={`${pointer} ${detail}`}>
          <code className="font-mono text-xs text-ink-soft">{pointer}</code>{" "}
          <span className="text-danger">{detail}</span>
        </li>
      ))}
    </ul>
  );
}

function usePreview(study: Study, wanted: Wanted | null) {
  const client = useTRPCClient();
  return useQuery({
    queryKey: ["preview-space", study.id, study.version, wanted],
    queryFn: () => client.study["preview-space"].mutate({ study_id: study.id, ...(wanted as Wanted) }), // enabled only then
    enabled: wanted !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

function useSave(study: Study, onClose: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  return useMutation(
    trpc.study.update.mutationOptions({
      onSuccess: ({ space_change: _, ...changed }) => {
        queryClient.setQueryData(trpc.study.read.queryKey({ study_id: study.id }), changed);
        void queryClient.invalidateQueries({ queryKey: trpc.study["space-revisions"].queryKey() });
        toast({ title: "Search space changed", tone: "success" });
        onClose();
      },
    }),
  );
}

function fieldsOf(error: unknown): readonly FieldError[] {
  return error instanceof TRPCClientError ? ((error as TRPCClientError<AppRouter>).data?.fields ?? []) : [];
}

function parse(text: string): { readonly wanted: Wanted | null; readonly fault: FieldError | null } {
  const refuse = (code: string, detail: string) => ({ wanted: null, fault: { pointer: "", code, detail } });
  try {
    const read: unknown = JSON.parse(text);
    if (!isObject(read) || !isObject(read.search_space))
      return refuse("invalid_type", "Write an object with search_space, and constraints if there are any.");
    const { search_space, constraints = [] } = read;
    if (!Array.isArray(constraints)) return refuse("invalid_type", "constraints is a list.");
    return { wanted: { search_space, constraints }, fault: null };
  } catch (error) {
    return refuse("malformed_json", `This is not JSON yet: ${error instanceof Error ? error.message : "unreadable"}.`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
