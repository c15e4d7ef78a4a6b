"use client";

import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import { formatAgo } from "@/lib/format/date";
import type { useStudyDraft } from "./use-study-draft";

/** Throws away what was typed; for a moment it can be taken back. */
export function DiscardDraft({ draft }: { readonly draft: ReturnType<typeof useStudyDraft> }) {
  const toast = useToast();
  const { values, ownText, start, restore } = draft;
  const discard = () => {
    restore({ values: start, ownText: null });
    toast({ title: "Draft discarded", action: { label: "Undo", onSelect: () => restore({ values, ownText }) } });
  };
  return (
    <Button variant="quiet" onClick={discard}>
      Discard draft
    </Button>
  );
}

/** Says that what stands in the form is not new. */
export function RestoredNote({ restoredAtMs }: { readonly restoredAtMs: number | null }) {
  return (
    <p role="status" className="mb-4 text-sm text-ink-soft empty:hidden">
      {restoredAtMs === null
        ? ""
        : `Your draft from ${formatAgo(new Date(restoredAtMs).toISOString(), Date.now())} is back. It is kept in this browser only.`}
    </p>
  );
}
