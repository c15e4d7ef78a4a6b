import type { Objective } from "@/lib/contract/study";
import { sampleExtremes } from "./sample-extremes";
import { pointValue, type TrialPoint } from "./trial-point";
import { valueFence } from "./value-fence";

export type HistoryAxis = "trial" | "time";

/** A trial with a place in the plot. */
export interface PlottedTrial {
  readonly trial: TrialPoint;
  readonly x: number;
  readonly value: number;
}

/** A trial without a finite value: shown in a lane of its own, never at zero. */
export interface LaneTrial {
  readonly trial: TrialPoint;
  readonly x: number;
  readonly lane: HistoryLane;
}

export const historyLanes = ["unfinished", "no value", "failed"] as const;
export type HistoryLane = (typeof historyLanes)[number];

export interface OptimizationHistory {
  readonly scored: readonly PlottedTrial[];
  /** Scored, but ended early or breaking an outcome constraint: they cannot win. */
  readonly outOfContest: readonly PlottedTrial[];
  /** Corners of the best-so-far line; it holds its value until the next corner. */
  readonly bestSoFar: readonly PlottedTrial[];
  readonly lanes: readonly LaneTrial[];
  /** Values beyond which the axis does not reach, so that one wild result does not flatten all others. */
  readonly fence: { readonly low: number | null; readonly high: number | null; readonly beyond: number };
  readonly end: number;
  readonly total: number;
  readonly shown: number;
}

interface HistoryRequest {
  readonly points: readonly TrialPoint[];
  readonly objective: Objective;
  readonly axis: HistoryAxis;
  /** At most this many dots; extremes and the best-so-far line are always kept. */
  readonly maxDots?: number;
}

/** Decides what the optimisation history shows: which trials are dots, which wait in a lane, and the best value so far. */
export function optimizationHistory({ points, objective, axis, maxDots = 4000 }: HistoryRequest): OptimizationHistory {
  const positions = positionsOf(points, axis);
  const contest: PlottedTrial[] = [];
  const outOfContest: PlottedTrial[] = [];
  const lanes: LaneTrial[] = [];
  for (const trial of points) {
    const x = positions.get(trial);
    if (x === undefined) continue;
    const value = pointValue(trial, objective.metric);
    if (value !== null && Number.isFinite(value)) (canWin(trial) ? contest : outOfContest).push({ trial, x, value });
    else if (trial.state !== "cancelled") lanes.push({ trial, x, lane: laneOf(trial) });
  }
  const bestSoFar = improvements(contest, objective.direction);
  const scored = sampleExtremes({ points: contest, limit: maxDots, keep: new Set(bestSoFar) });
  const others = sampleExtremes({ points: outOfContest, limit: maxDots, keep: new Set<PlottedTrial>() });
  return {
    scored,
    outOfContest: others,
    bestSoFar,
    lanes: lanes.slice(-maxDots),
    fence: fenceOf(contest, objective.direction),
    end: Math.max(0, ...bestOf([...positions.values()])),
    total: contest.length + outOfContest.length + lanes.length,
    shown: scored.length + others.length + Math.min(lanes.length, maxDots),
  };
}

/** Only a completed, feasible trial can be the incumbent. */
function canWin(trial: TrialPoint): boolean {
  return trial.state === "completed" && trial.feasible !== false;
}

function laneOf(trial: TrialPoint): HistoryLane {
  if (trial.state === "failed" || trial.state === "infeasible") return "failed";
  return trial.state === "queued" || trial.state === "running" || trial.state === "paused" ? "unfinished" : "no value";
}

/** The trial's number, or the minutes from the first start to its end. Trials that have not ended stand where they began. */
function positionsOf(points: readonly TrialPoint[], axis: HistoryAxis): Map<TrialPoint, number> {
  if (axis === "trial") return new Map(points.map((point) => [point, point.number]));
  const starts = points.flatMap((point) => (point.startedAt === null ? [] : [point.startedAt]));
  const origin = starts.reduce((first, start) => Math.min(first, start), Number.POSITIVE_INFINITY);
  const positions = new Map<TrialPoint, number>();
  for (const point of points) {
    const at = point.finishedAt ?? point.startedAt;
    if (at !== null && Number.isFinite(origin)) positions.set(point, Math.max(0, (at - origin) / 60_000));
  }
  return positions;
}

/** Each strict improvement in order of position; the first to reach a value keeps it. */
function improvements(contest: readonly PlottedTrial[], direction: Objective["direction"]): PlottedTrial[] {
  const corners: PlottedTrial[] = [];
  for (const point of contest.toSorted((a, b) => a.x - b.x || a.trial.number - b.trial.number)) {
    const best = corners.at(-1);
    if (best === undefined || isBetter({ value: point.value, than: best.value, direction })) corners.push(point);
  }
  return corners;
}

function isBetter(question: { value: number; than: number; direction: Objective["direction"] }): boolean {
  return question.direction === "minimize" ? question.value < question.than : question.value > question.than;
}

/** Cuts the axis on the losing side only: the winning side is what people came to see. */
function fenceOf(contest: readonly PlottedTrial[], direction: Objective["direction"]): OptimizationHistory["fence"] {
  const { low, high } = valueFence(contest.map((point) => point.value));
  if (direction === "minimize") {
    return { low: null, high, beyond: high === null ? 0 : contest.filter((point) => point.value > high).length };
  }
  return { low, high: null, beyond: low === null ? 0 : contest.filter((point) => point.value < low).length };
}

/** The largest of many numbers as a list of one: spreading a large array into Math.max would overflow the stack. */
function bestOf(values: readonly number[]): number[] {
  return values.length === 0 ? [] : [values.reduce((best, value) => Math.max(best, value))];
}
