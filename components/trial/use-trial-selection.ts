"use client";

import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTRPC } from "@/components/workspace/trpc";
import type { Brushes } from "@/lib/analysis/parallel-coordinates";
import { combineFilters } from "./combine-filters";
import { type StateFilter, stateFilters } from "./state-filters";
import { FIRST_SORT, trialOrderInput } from "./trial-order-input";

interface TrialOrder {
  readonly count: number;
  readonly numbers: readonly number[];
}

/** Which trials the page is about: one selection, which the table and every plot share. */
export interface TrialSelection {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly states: StateFilter;
  readonly setStates: (states: StateFilter) => void;
  readonly brushes: Brushes;
  /** The brushes as a filter, which the plot they are drawn in writes. */
  readonly brushed: string;
  readonly setBrushes: (brushes: Brushes, filter: string) => void;
  readonly clearBrushes: () => void;
  readonly sort: string;
  readonly setSort: (sort: string) => void;
  /** All of it together. */
  readonly filter: string;
  readonly clear: () => void;
  readonly order: UseQueryResult<TrialOrder, unknown>;
  /** The trials that match; null while every trial does. */
  readonly matching: ReadonlySet<number> | null;
}

export function useTrialSelection(studyId: string): TrialSelection {
  const trpc = useTRPC();
  const [text, setText] = useState("");
  const [states, setStates] = useState<StateFilter>("all");
  const [brush, setBrush] = useState<{ brushes: Brushes; filter: string }>({ brushes: {}, filter: "" });
  const [sort, setSort] = useState(FIRST_SORT);
  const filter = combineFilters(stateFilters[states], text, brush.filter);
  const order = useQuery(
    trpc.trial.match.queryOptions(trialOrderInput({ studyId, filter, sort }), { placeholderData: keepPreviousData }),
  );
  const numbers = order.data?.numbers;
  const matching = useMemo(() => (filter === "" || numbers === undefined ? null : new Set(numbers)), [filter, numbers]);
  const clearBrushes = () => setBrush({ brushes: {}, filter: "" });
  return {
    text,
    setText,
    states,
    setStates,
    brushes: brush.brushes,
    brushed: brush.filter,
    setBrushes: (brushes, written) => setBrush({ brushes, filter: written }),
    clearBrushes,
    sort,
    setSort,
    filter,
    clear: () => {
      setText("");
      setStates("all");
      clearBrushes();
    },
    order,
    matching,
  };
}
