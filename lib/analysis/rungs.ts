import type { RungFate, StudyRung, StudyRungs } from "../contract/study-rungs";
import { countOf, countOfAll } from "../format/count";
import type { EmptyPlot } from "./empty-plot";
import type { PlotTable } from "./plot-table";

/** From the bottom of a bar to its top: who goes on first, who was lost last. */
const FATES = {
  moved_on: "moved on",
  completed: "completed",
  training: "training",
  waiting: "waiting",
  stopped: "stopped here",
  pruned: "not promoted",
  failed: "failed",
} as const satisfies Readonly<Record<RungFate, string>>;

export const fateNames: Readonly<Record<RungFate, string>> = FATES;
const fates = Object.keys(FATES) as readonly RungFate[]; // the keys of the object above

export interface RungSegment {
  readonly fate: RungFate;
  readonly count: number;
  /** Counts below it and up to its top. */
  readonly from: number;
  readonly to: number;
  /** The best of them. */
  readonly trials: readonly number[];
}

export interface RungBar extends Pick<StudyRung, "bracket" | "rung" | "resource" | "reached" | "quota"> {
  readonly onTheWay: number;
  /** How many of those that came here the segments are of. */
  readonly lookedAt: number;
  /** Its place among all resources at which there is a rung. */
  readonly level: number;
  readonly segments: readonly RungSegment[];
  /** The place of the next rung of the bracket, where trials went on to one. */
  readonly flowsTo: { readonly level: number; readonly count: number; readonly reached: number } | null;
}

export interface RungsView {
  /** Ascending. */
  readonly levels: readonly number[];
  readonly brackets: readonly {
    readonly bracket: number;
    readonly members: number;
    readonly bars: readonly RungBar[];
  }[];
  /** Of the tallest bar, whoever is on the way included. */
  readonly most: number;
  readonly remarks: readonly string[];
}

/** The rungs of each bracket as stacked bars, and how many went from one to the next. */
export function rungsView({ rungs, members, brackets_total, rungs_total }: StudyRungs): RungsView {
  const levels = [...new Set(rungs.map(({ resource }) => resource))].toSorted((one, other) => one - other);
  const brackets = members.map(({ bracket, count }) => {
    const own = rungs.filter((rung) => rung.bracket === bracket);
    return { bracket, members: count, bars: own.map((rung, place) => barOf(rung, own[place + 1], levels)) };
  });
  const shown = [
    brackets_total > members.length ? `The newest ${countOfAll(members.length, brackets_total, "bracket")}` : null,
    rungs.some(({ reached, looked_at }) => looked_at < reached) ? "Of large rungs the newest trials are shown" : null,
    rungs_total > rungs.length ? `${countOfAll(rungs.length, rungs_total, "rung")} drawn` : null,
  ];
  return {
    levels,
    brackets,
    most: Math.max(
      1,
      ...rungs.map(({ looked_at: shownOf, quota }) => Math.max(shownOf, Math.min(quota ?? 0, shownOf))),
    ),
    remarks: shown.filter((remark) => remark !== null),
  };
}

function barOf(rung: StudyRung, next: StudyRung | undefined, levels: readonly number[]): RungBar {
  const { bracket, rung: place, resource, reached, looked_at: lookedAt, quota, on_the_way } = rung;
  let top = 0;
  const segments = fates.flatMap((fate): RungSegment[] => {
    const found = rung.fates.find((one) => one.fate === fate);
    if (found === undefined || found.count === 0) return [];
    const from = top;
    top += found.count;
    return [{ fate, count: found.count, from, to: top, trials: found.trials }];
  });
  const moved = segments.find(({ fate }) => fate === "moved_on")?.count ?? 0;
  const flowsTo =
    next === undefined || moved === 0
      ? null
      : { level: levels.indexOf(next.resource), count: moved, reached: next.looked_at };
  return {
    ...{ bracket, rung: place, resource, reached, lookedAt, quota, segments, flowsTo },
    onTheWay: on_the_way,
    level: levels.indexOf(resource),
  };
}

/** In the words of a filter of trials: at most as many as it takes. */
export function trialsFilter(trials: readonly number[]): string {
  return trials.length === 1 ? `number = ${trials[0]}` : `number in (${trials.join(", ")})`;
}

export function emptyRungs({ rungs, members }: StudyRungs): EmptyPlot | null {
  if (rungs.some(({ reached }) => reached > 0)) return null;
  const placed = members.reduce((sum, { count }) => sum + count, 0);
  if (placed === 0)
    return { title: "No trial has a place yet", text: "Trials get their place in a bracket as workers ask for them." };
  const are = placed === 1 ? "is" : "are";
  return {
    title: "No trial has come to a rung yet",
    text: `${countOf(placed, "trial")} ${are} on the way. The first that reports at a rung is drawn here.`,
  };
}

export function rungsTable({ brackets }: RungsView): PlotTable {
  const count = (name: string) => ({ name, numeric: true });
  return {
    columns: [
      ...["Bracket", "Rung", "Resource", "Reached", "On the way", "May move on"].map(count),
      ...fates.map((fate) => count(FATES[fate].replace(/^./, (letter) => letter.toUpperCase()))),
    ],
    rows: brackets.flatMap(({ bars }) =>
      bars.map(({ bracket, rung, resource, reached, onTheWay, quota, segments }) => [
        ...[bracket, rung, resource, reached, onTheWay, quota],
        ...fates.map((fate) => segments.find((segment) => segment.fate === fate)?.count ?? 0),
      ]),
    ),
  };
}
