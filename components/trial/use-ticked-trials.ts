import { type RefObject, useCallback, useMemo, useRef, useState } from "react";
import { mayStop } from "@/lib/analysis/trial-control";
import type { TrialPoint } from "@/lib/analysis/trial-point";
import { STOPPED_AT_ONCE_MAX } from "@/lib/contract/trial-control";
import { numbersBetween } from "./numbers-between";

/** Trials that are ticked, to be stopped together. */
export interface TickedTrials {
  /** Those that can be stopped, as far as is known, and are listed still. */
  readonly numbers: readonly number[];
  readonly has: (number: number) => boolean;
  readonly all: boolean | "indeterminate";
  /** With a range, all that are listed from the one that was ticked or unticked last to this one become as this one. */
  readonly toggle: (number: number, range: boolean) => void;
  /** All that are listed and can be stopped, up to what is stopped at once; or none. */
  readonly toggleAll: () => void;
  readonly clear: () => void;
  /** The box for all of them, which stays when those of single trials and what is done with them go. */
  readonly boxOfAll: RefObject<HTMLButtonElement | null>;
}

const NONE: ReadonlySet<number> = new Set();

interface ListedTrials {
  readonly numbers: readonly number[];
  readonly points: readonly TrialPoint[];
}

export function useTickedTrials({ numbers, points }: ListedTrials): TickedTrials {
  const [ticks, setTicks] = useState(NONE);
  const last = useRef<number | null>(null);
  const boxOfAll = useRef<HTMLButtonElement>(null);
  const open = useMemo(() => {
    // Of a very large study not every trial is known here: the server says what became of those.
    const closed = new Set(points.flatMap((point) => (mayStop(point).kind === "no" ? [point.number] : [])));
    return numbers.filter((number) => !closed.has(number));
  }, [numbers, points]);
  const ticked = useMemo(() => open.filter((number) => ticks.has(number)), [open, ticks]);
  const toggle = useCallback(
    (number: number, range: boolean) => {
      const numbers = range ? numbersBetween(open, last.current, number) : [number];
      last.current = number;
      setTicks((before) => {
        const next = new Set(before);
        for (const each of numbers) before.has(number) ? next.delete(each) : next.add(each);
        return next;
      });
    },
    [open],
  );
  const most = Math.min(open.length, STOPPED_AT_ONCE_MAX);
  return {
    numbers: ticked.slice(0, STOPPED_AT_ONCE_MAX),
    has: (number) => ticks.has(number),
    all: ticked.length === 0 ? false : ticked.length >= most ? true : "indeterminate",
    toggle,
    toggleAll: () => setTicks(ticked.length === 0 ? new Set(open.slice(0, most)) : NONE),
    clear: () => setTicks(NONE),
    boxOfAll,
  };
}
