"use client";

import { useEffect, useId, useRef, useState } from "react";
import { controlClasses, controlSizes } from "@/components/ui/control-classes";
import { DropdownMenu, DropdownMenuItem, DropdownMenuLabel } from "@/components/ui/dropdown-menu";
import { Icon } from "@/components/ui/icon";
import { IconButton } from "@/components/ui/icon-button";
import type { Study } from "@/lib/contract/study";
import { formatField } from "@/lib/domain/trial-filter/format-field";
import { parseTrialFilter } from "@/lib/domain/trial-filter/parse-trial-filter";

interface TrialFilterFieldProps {
  readonly study: Study;
  /** The filter in force. */
  readonly value: string;
  readonly onChange: (filter: string) => void;
}

/** Typing is followed, not each letter of it. */
const PAUSE_MS = 250;

/** A filter as text. It takes effect while one types, as soon as it can be read; what cannot be read is said with its place. */
export function TrialFilterField({ study, value, onChange }: TrialFilterFieldProps) {
  const [text, setText] = useState(value);
  const [applied, setApplied] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<number>(undefined);
  const id = useId();
  // Set from outside, e.g. cleared.
  if (value !== applied) {
    setApplied(value);
    setText(value);
  }
  // The clock: nothing is applied to a page that is gone.
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const parsed = parseTrialFilter(text);
  const apply = (next: string) => {
    window.clearTimeout(timer.current);
    if (parseTrialFilter(next).kind === "problem") return;
    setApplied(next.trim());
    onChange(next.trim());
  };
  const write = (next: string) => {
    setText(next);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => apply(next), PAUSE_MS);
  };
  const insert = (field: string) => {
    setText((before) => (before.trim() === "" ? `${field} ` : `${before.trimEnd()} and ${field} `));
    window.setTimeout(() => input.current?.focus(), 0);
  };
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <div className="flex items-center gap-1">
        <div className="relative min-w-0 flex-1">
          <Icon name="filter" className="pointer-events-none absolute top-2 left-2.5 size-3.5 text-ink-faint" />
          <input
            ref={input}
            type="text"
            aria-label="Filter"
            aria-invalid={parsed.kind === "problem" || undefined}
            aria-describedby={`${id}-problem`}
            value={text}
            onChange={(event) => write(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") apply(text);
              if (event.key === "Escape" && text !== "") {
                event.stopPropagation();
                setText("");
                setApplied("");
                onChange("");
              }
            }}
            placeholder={exampleFor(study)}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className={`${controlClasses} ${controlSizes.md} pl-8 font-mono text-xs`}
          />
        </div>
        <DropdownMenu trigger={<IconButton icon="plus" label="Add a field to the filter" size="sm" />}>
          <DropdownMenuLabel>Fields</DropdownMenuLabel>
          {fieldsOf(study).map((field) => (
            <DropdownMenuItem key={field} onSelect={() => insert(field)}>
              <span className="font-mono text-xs">{field}</span>
            </DropdownMenuItem>
          ))}
        </DropdownMenu>
      </div>
      <p id={`${id}-problem`} className="text-xs text-danger empty:hidden" role="status">
        {parsed.kind === "problem" ? `At character ${parsed.position}: ${parsed.message}` : null}
      </p>
    </div>
  );
}

function fieldsOf(study: Study): readonly string[] {
  return [
    ...study.objectives.map(({ metric }) => formatField({ kind: "value", name: metric })),
    ...Object.keys(study.search_space).map((name) => formatField({ kind: "param", name })),
    "state",
    "number",
    ...(study.repeats === null ? [] : ["group"]),
    "duration",
    "cost",
    "attempt",
    "worker",
    "sampler",
    "feasible",
    "tag",
  ];
}

function exampleFor(study: Study): string {
  const [objective] = study.objectives;
  const metric =
    objective === undefined
      ? ""
      : ` and ${formatField({ kind: "value", name: objective.metric })} ${objective.direction === "minimize" ? "<" : ">"} 0.5`;
  return `state = completed${metric}`;
}
