/**
 * What a process keeps of the studies it served last, so that a request costs what is new in it: requests hold the whole
 * history, copied between threads, and most of it was there before. What is equal becomes the same object again, and
 * whatever is remembered by identity (compiled spaces, unit coordinates, fits) holds. It never changes an answer.
 */
import {
  type HistoryEntry,
  type LossEntry,
  type OutTrial,
  type PendingTrial,
  type Point,
  toLossEntry,
  toPoint,
} from "./history";
import type { SuggestMessage } from "./messages";
import type { Problem } from "./problem";

const STUDIES_MAX = 16;
/** Longer histories are read anew each time, so that memory stays bounded. */
export const TRIALS_MAX = 20_000;

interface Known<Raw, Value> {
  readonly raw: Raw;
  readonly value: Value;
}

interface Study {
  /** The problem but for its sources, which may hold a thousand results: they are compared, which ends where they differ. */
  readonly text: string;
  readonly problem: Problem;
  readonly entries: Map<number, Known<HistoryEntry, LossEntry>>;
  readonly points: Map<number, Known<PendingTrial, PendingPoint>>;
}

export type PendingPoint = OutTrial & Point;

export interface Recalled {
  readonly problem: Problem;
  readonly entries: readonly LossEntry[];
  readonly pending: readonly PendingPoint[];
}

/** The one served last at the end. */
const studies: Study[] = [];

export function recall({ problem, history, pending }: SuggestMessage): Recalled {
  const study = studyOf(problem);
  const brief = history.length + pending.length <= TRIALS_MAX;
  return {
    problem: study.problem,
    entries: history.map((raw) => known(brief ? study.entries : null, raw, () => toLossEntry(study.problem, raw))),
    pending: pending.map((raw) =>
      known(brief ? study.points : null, raw, () => ({ ...raw, ...toPoint(study.problem, raw) })),
    ),
  };
}

function studyOf(problem: Problem): Study {
  const text = JSON.stringify({ ...problem, sources: undefined });
  const at = studies.findIndex((study) => study.text === text && same(study.problem.sources, problem.sources));
  const study = studies[at] ?? { text, problem, entries: new Map(), points: new Map() };
  if (at >= 0) studies.splice(at, 1);
  studies.push(study);
  if (studies.length > STUDIES_MAX) studies.shift();
  return study;
}

function known<Raw extends HistoryEntry | PendingTrial, Value>(
  store: Map<number, Known<Raw, Value>> | null,
  raw: Raw,
  make: () => Value,
): Value {
  const before = store?.get(raw.number);
  if (before && same(before.raw, raw)) return before.value;
  const value = make();
  store?.set(raw.number, { raw, value });
  return value;
}

/** Plain values; NaN equals itself, and -0 is not 0. */
export function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((part, at) => same(part, other[at]));
  }
  return isRecord(one) && isRecord(other) && !Array.isArray(other) && holdSame(one, other);
}

type Values = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Values => typeof value === "object" && value !== null;

/** Every value of every trial passes here at each request. */
function holdSame(one: Values, other: Values): boolean {
  let count = 0;
  for (const key in other) {
    const value = other[key];
    count += 1;
    if (typeof value === "number" || typeof value === "string") {
      if (!Object.is(one[key], value)) return false;
    } else if (!Object.hasOwn(one, key) || !same(one[key], value)) return false;
  }
  return Object.keys(one).length === count;
}
