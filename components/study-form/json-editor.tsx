"use client";

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { Annotation, EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import { pageNonce } from "@/components/ui/page-nonce";
import type { FieldError } from "@/lib/contract/errors";
import { jsonPointerRange } from "./json-pointer-range";

interface JsonEditorProps {
  readonly label: string;
  readonly text: string;
  readonly onEdit: (text: string) => void;
  readonly issues: readonly FieldError[];
}

/** Changes that come from the form, not from the keyboard. */
const fromOutside = Annotation.define<boolean>();

/** JSON with marks where something is wrong. A text from outside changes only what differs, so the cursor stays. */
export function JsonEditor({ label, text, onEdit, issues }: JsonEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const edit = useRef(onEdit);
  edit.current = onEdit;
  const first = useRef(text);
  // CodeMirror owns its part of the document.
  useEffect(() => {
    if (place.current === null) return;
    const made = new EditorView({ parent: place.current, state: startState(first.current, label, edit) });
    view.current = made;
    return () => made.destroy();
  }, [label]);
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === text || editor.hasFocus) return;
    editor.dispatch({ changes: difference(editor.state.doc.toString(), text), annotations: fromOutside.of(true) });
  }, [text]);
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined) return;
    const marks = issues.map(({ pointer, detail }): Diagnostic => {
      return { ...jsonPointerRange(editor.state, pointer), severity: "error", message: detail };
    });
    editor.dispatch(setDiagnostics(editor.state, marks));
  }, [issues]);
  return <div ref={place} className="min-h-0 flex-1 overflow-auto text-sm" />;
}

function startState(text: string, label: string, edit: { readonly current: (text: string) => void }): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      // Tab is left to the page: it moves on, as everywhere else.
      keymap.of([...defaultKeymap, ...historyKeymap]),
      history(),
      lineNumbers(),
      lintGutter(),
      json(),
      syntaxHighlighting(colors),
      EditorView.cspNonce.of(pageNonce() ?? ""),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label }),
      theme,
      EditorView.updateListener.of(({ docChanged, state, transactions }) => {
        if (docChanged && !transactions.some((change) => change.annotation(fromOutside)))
          edit.current(state.doc.toString());
      }),
    ],
  });
}

/** The stretch between what both begin and end with. */
function difference(before: string, after: string) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

const theme = EditorView.theme({
  "&": { backgroundColor: "transparent", color: "var(--ink)", fontSize: "12.5px", height: "100%" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-content": { fontFamily: "ui-monospace, SFMono-Regular, Menlo, monospace", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink-faint)", border: "none" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--accent-soft)",
  },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line-strong)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--danger)" },
});

const colors = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent-strong)" },
  { tag: tags.string, color: "var(--ink)" },
  { tag: tags.number, color: "var(--state-completed)" },
  { tag: [tags.bool, tags.null], color: "var(--state-pruned)" },
]);
