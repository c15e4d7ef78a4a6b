"use client";

import { useEffect, useMemo, useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { useNow } from "@/components/ui/use-now";
import type { FieldError } from "@/lib/contract/errors";
import { pointerTo } from "@/lib/contract/pointer";
import { checkStudyDraft } from "@/lib/domain/check-study-draft";
import { deadlineIssues } from "./deadline-issues";
import { fromDraft, type StudyFormValues, toDraft } from "./study-form-values";

const write = (draft: unknown): string => `${JSON.stringify(draft, null, 2)}\n`;

/** A study under the pen: the form's fields and the JSON are two views of it, and each follows the other. */
export function useStudyDraft(initial: object) {
  const [start] = useState(() => {
    const values = fromDraft(initial);
    if (values === null) throw new Error("A template is not a study");
    return values;
  });
  const form = useForm<StudyFormValues>({ defaultValues: start, mode: "onChange" });
  // The whole of it: each field counts in the JSON.
  const values = useWatch({ control: form.control }) as StudyFormValues;
  /** What is in the editor while it is not what the form says: half-typed, or beyond the form. */
  const [ownText, setOwnText] = useState<string | null>(null);
  const [refused, setRefused] = useState<{ readonly text: string; readonly errors: readonly FieldError[] }>();
  // The form tells what a person changed in it; from then on the JSON is the form's again.
  useEffect(
    () =>
      form.subscribe({ formState: { values: true }, callback: ({ type }) => type === "change" && setOwnText(null) }),
    [form],
  );
  const parsed = useMemo(() => (ownText === null ? { draft: toDraft(values) } : parse(ownText)), [ownText, values]);
  const text = ownText ?? write(parsed.draft);
  const nowMs = useNow(0, 20_000);
  const found = useMemo(
    () => [
      ...(parsed.fault === undefined ? checkStudyDraft(parsed.draft) : [parsed.fault]),
      ...(ownText === null ? rowIssues(values) : []),
      ...(refused?.text === text ? refused.errors : []),
    ],
    [parsed, ownText, values, refused, text],
  );
  const issues = useMemo(() => [...found, ...deadlineIssues(parsed.draft, nowMs)], [found, parsed, nowMs]);
  return {
    form,
    values,
    text,
    draft: parsed.draft,
    issues,
    /** The form shows another study than the JSON: it waits until that can be read. */
    formWaits: ownText !== null && fromDraft(parsed.draft) === null,
    editText: (next: string) => {
      setOwnText(next);
      const read = fromDraft(parse(next).draft);
      if (read !== null) form.reset(read, { keepTouched: true });
    },
    /** For changes beside the fields: rows added and removed. */
    takeForm: () => setOwnText(null),
    /** What is in the editor while it is not what the form says; null otherwise. */
    ownText,
    /** Shows what was there at another time. */
    restore: (content: { readonly values: StudyFormValues; readonly ownText: string | null }) => {
      form.reset(content.values);
      setOwnText(content.ownText);
    },
    /** The form as it was opened first. */
    start,
    load: (draft: object) => {
      const read = fromDraft({ ...draft, name: form.getValues("name") });
      if (read === null) return;
      form.reset(read);
      setOwnText(null);
    },
    refuse: (errors: readonly FieldError[]) => setRefused({ text, errors }),
  };
}

interface Parsed {
  readonly draft?: unknown;
  readonly fault?: FieldError;
}

function parse(text: string): Parsed {
  try {
    return { draft: JSON.parse(text) };
  } catch (error) {
    const detail = `This is not JSON yet: ${error instanceof Error ? error.message : "unreadable"}.`;
    return { fault: { pointer: "", code: "malformed_json", detail } };
  }
}

/** Two rows of one name are one parameter in JSON, so only the form can see them. */
function rowIssues({ parameters }: StudyFormValues): readonly FieldError[] {
  const names = parameters.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [...new Set(twice)].map((name) => ({
    pointer: pointerTo(["search_space", name]),
    code: "duplicate_name",
    detail: name === "" ? "Name every parameter." : `Two parameters are named ${name}. Rename one.`,
  }));
}
