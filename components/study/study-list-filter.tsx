"use client";

import { useEffect, useRef, useState } from "react";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import type { StudyFilter } from "@/lib/analysis/study-list-address";

interface StudyListFilterProps {
  readonly filter: StudyFilter;
  readonly onChange: (filter: StudyFilter) => void;
}

const STATES = [
  { value: "any", label: "Any state" },
  { value: "active", label: "Active" },
  { value: "paused", label: "Paused" },
  { value: "finished", label: "Finished" },
  { value: "stopped", label: "Stopped" },
  { value: "archived", label: "Archived" },
] as const;

const TYPING_PAUSE_MS = 200;

/** What the list shows. Typing is sent when it pauses. */
export function StudyListFilter({ filter, onChange }: StudyListFilterProps) {
  const [typed, setTyped] = useState({ search: filter.search, tag: filter.tag });
  const { search, tag } = filter;
  /** What was asked for last: when the filter becomes it, what was typed meanwhile stays. */
  const asked = useRef({ search, tag });
  // The address: Back, a link and "Clear filters" change the filter from outside.
  useEffect(() => {
    if (asked.current.search === search && asked.current.tag === tag) return;
    asked.current = { search, tag };
    setTyped({ search, tag });
  }, [search, tag]);
  // The clock: the server is asked once per pause, not per key.
  useEffect(() => {
    if (typed.search === search && typed.tag === tag) return;
    const timer = window.setTimeout(() => {
      asked.current = typed;
      onChange({ ...filter, ...typed });
    }, TYPING_PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [typed, search, tag, filter, onChange]);
  return (
    <search className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
      <TextField
        label="Search studies"
        labelHidden
        type="search"
        size="sm"
        placeholder="Search by name"
        maxLength={200}
        fieldClassName="w-56 max-sm:w-full"
        value={typed.search}
        onChange={(event) => setTyped({ ...typed, search: event.target.value })}
      />
      <TextField
        label="Tag"
        labelHidden
        size="sm"
        placeholder="Tag"
        fieldClassName="w-28 max-sm:flex-1"
        maxLength={64}
        value={typed.tag}
        onChange={(event) => setTyped({ ...typed, tag: event.target.value })}
      />
      <Select
        label="State"
        size="sm"
        className="w-32! max-sm:flex-1"
        value={filter.state}
        onValueChange={(state) => onChange({ ...filter, state })}
        options={STATES}
      />
    </search>
  );
}
