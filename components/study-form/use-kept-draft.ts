"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";
import { type DraftPlace, dropKeptDraft, type KeptDraft, keepDraft, readKeptDraft } from "./kept-draft";
import type { StudyFormValues } from "./study-form-values";

type Content = Pick<KeptDraft, "values" | "ownText">;

interface KeptDraftRequest extends DraftPlace {
  readonly values: StudyFormValues;
  readonly ownText: string | null;
  readonly onRestore: (content: Content) => void;
}

/** Keeps what is typed in this browser, and brings it back when the form is opened again. */
export function useKeptDraft({ values, ownText, onRestore, ...place }: KeptDraftRequest) {
  const { personId, workspaceSlug, projectId } = place;
  const written = JSON.stringify({ values, ownText });
  const [untouched] = useState(written);
  const [opened, setOpened] = useState(false);
  const [restoredAtMs, setRestoredAtMs] = useState<number | null>(null);
  const created = useRef(false);
  const restore = useEffectEvent(onRestore);
  // The browser's storage. The server has none, so the first picture is the empty form.
  useEffect(() => {
    const kept = withStorage((storage) => readKeptDraft(storage, { personId, workspaceSlug, projectId }, Date.now()));
    if (kept !== null) {
      restore(kept);
      setRestoredAtMs(kept.savedAtMs);
    }
    setOpened(true);
  }, [personId, workspaceSlug, projectId]);
  const isDraft = written !== untouched;
  // The browser's storage: written with every key, so that leaving in whatever way loses nothing.
  useEffect(() => {
    if (!opened || created.current) return;
    const here = { personId, workspaceSlug, projectId };
    const content: Content = JSON.parse(written);
    withStorage((storage) => {
      if (isDraft) keepDraft(storage, here, { ...content, savedAtMs: Date.now() });
      else dropKeptDraft(storage, here);
    });
  }, [opened, written, isDraft, personId, workspaceSlug, projectId]);
  return {
    /** Whether there is something that leaving would lose. */
    isDraft,
    /** When what came back was last written; `null` when nothing did. */
    restoredAtMs: isDraft ? restoredAtMs : null,
    /** The study exists: there is no draft of it any more. */
    drop: () => {
      created.current = true;
      withStorage((storage) => dropKeptDraft(storage, place));
    },
  };
}

/** Some browsers refuse their storage, or have no room in it: the form works all the same. */
function withStorage<Result>(use: (storage: Storage) => Result): Result | null {
  try {
    return use(window.localStorage);
  } catch {
    return null;
  }
}
