"use client";

import { type FocusEvent, type FormEvent, useState } from "react";
import type { FieldError } from "@/lib/contract/errors";
import { shownIssues, type Typing } from "./shown-issues";

/** Holds back what is wrong with a field until it is left. The handlers belong on the form around the fields. */
export function useShownIssues(issues: readonly FieldError[]) {
  const [typing, setTyping] = useState<Typing | null>(null);
  const shown = shownIssues(issues, typing);
  return {
    shown,
    /** From now on everything is said: somebody wants it created. */
    showAll: () => setTyping(null),
    onInput: ({ target }: FormEvent<HTMLFormElement>) => {
      if (!(target instanceof HTMLInputElement)) return;
      const before = typing?.before ?? new Set(shown.map(({ pointer }) => pointer));
      setTyping({ text: target.value, numeric: ["decimal", "numeric"].includes(target.inputMode), before });
    },
    onBlur: ({ target }: FocusEvent<HTMLFormElement>) => {
      if (target instanceof HTMLInputElement) setTyping(null);
    },
  };
}
