import { useCallback, useMemo, useState } from "react";
import { mayStop } from "@/lib/analysis/trial-control";
import type { TrialPoint } from "@/lib/analysis/trial-point";
import { STOPPED_AT_ONCE_MAX } from "@/lib/contract/trial-control";
import { toggled } from "./toggled";

/** Trials that are ticked, to be stopped together. */
export interface TickedTrials {
  /** Those that can be stopped, as far as is known, and are listed still. */
  readonly numbers: readonly number[];
  readonly has: (number: number) => boolean;
  readonly all: boolean | "indeterminate";
  readonly toggle: (number: number) => void;
  /** All that are listed and can be stopped, up to what is stopped at once; or none. */
  readonly toggleAll: () => void;
  readonly clear: () => void;
}

const NONE: ReadonlySet<number> = new Set();

interface ListedTrials {
  readonly numbers: readonly number[];
  readonly points: readonly TrialPoint[];
}

export function useTickedTrials({ numbers, points }: ListedTrials): TickedTrials {
  const [ticks, setTicks] = useState(NONE);
  const open = useMemo(() => {
    // Of a very large study not every trial is known here: the server says what became of those.
    const closed = new Set(points.flatMap((point) => (mayStop(point).kind === "no" ? [point.number] : [])));
    return numbers.filter((number) => !closed.has(number));
  }, [numbers, points]);
  const ticked = useMemo(() => open.filter((number) => ticks.has(number)), [open, ticks]);
  const toggle = useCallback((number: number) => setTicks((before) => toggled(before, number)), []);
  const most = Math.min(open.length, STOPPED_AT_ONCE_MAX);
  return {
    numbers: ticked.slice(0, STOPPED_AT_ONCE_MAX),
    has: (number) => ticks.has(number),
    all: ticked.length === 0 ? false : ticked.length >= most ? true : "indeterminate",
    toggle,
    toggleAll: () => setTicks(ticked.length === 0 ? new Set(open.slice(0, most)) : NONE),
    clear: () => setTicks(NONE),
  };
}
