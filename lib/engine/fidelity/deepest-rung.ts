/**
 * What samplers learn from when trials are trained to different resources: the results at the deepest rung that has enough
 * of them, as BOHB does (Falkner, Klein & Hutter 2018, arXiv:1807.01774, section 3.2: the model of the largest budget with
 * enough observations). Any sampler can be told of them, as none has to know of resources.
 *
 * Rungs below are sources (`transfer`): a Gaussian process has its prior mean from them, one for each, in proportion to
 * how well they rank the results above, so it models the difference between rungs,
 *
 *   f_r(x) = ρ · Σ w_i f_i(x) + δ(x)      i rungs below r      ρ ≥ 0      δ a process of its own
 *
 * which is the autoregressive model of Kennedy & O'Hagan 2000 in its recursive form (Le Gratiet & Garnier 2014,
 * arXiv:1210.0686): joint over assignments and resource, fitted one rung after the other.
 */
import { type CurvePoint, type LossEntry, toExcess, toLosses } from "../history";
import type { Problem, Source } from "../problem";
import type { PendingPoint, Recalled } from "../recall";
import { startTrials } from "../sampler/start-design";
import { compileSpace } from "../space/compiled-space";
import type { Assignments } from "../space/space";

/** Rungs below the one that is learnt from that inform it: farther ones say little that nearer ones do not. */
const SOURCES_MAX = 3;

/** The history as it looks at one rung. A trial that is out but came to the rung is a result of it. */
export function atDeepestRung({ problem, entries, pending }: Recalled, rungs: readonly number[]): Recalled {
  const trials = [...entries, ...pending];
  const at = deepestWithEnough(problem, trials, rungs);
  if (at < 0) return { problem, entries, pending };
  const below = rungs.slice(Math.max(0, at - SOURCES_MAX), at);
  const came = pending.flatMap((trial) => resultOf(problem, trial, rungs[at]) ?? []);
  return {
    problem: below.length > 0 ? withSources(problem, trials, below) : problem,
    entries: [...entries.map((entry) => entryAt(problem, entry, rungs[at])), ...came],
    pending: pending.filter((trial) => !came.some(({ number }) => number === trial.number)),
  };
}

type Trial = LossEntry | PendingPoint;

/** Index of the rung; the first when none has enough, -1 without rungs. */
function deepestWithEnough(problem: Problem, trials: readonly Trial[], rungs: readonly number[]): number {
  const enough = startTrials(problem, compileSpace(problem.space).free.length);
  const has = (rung: number): number => trials.filter((trial) => isFiniteAt(problem, trial, rung)).length;
  for (let at = rungs.length - 1; at > 0; at -= 1) if (has(rungs[at]) >= enough) return at;
  return rungs.length > 0 ? 0 : -1;
}

function isFiniteAt({ objectives }: Problem, trial: Trial, rung: number): boolean {
  const point = pointAt(trial, rung);
  if (point) return toLosses(objectives, point.values) !== null;
  return "outcome" in trial && trial.outcome === "completed" && trial.losses !== null;
}

/** Where a trial's curve comes to a rung: its first point there or beyond, as workers may report in larger steps. */
function pointAt({ curve = [] }: Trial, rung: number): CurvePoint | null {
  return curve.find(({ resource }) => resource >= rung) ?? null;
}

/** What failed is a failure wherever it had come; a trial that ended before the rung has no result in it. */
function entryAt(problem: Problem, entry: LossEntry, rung: number): LossEntry {
  if (entry.outcome !== "completed" && entry.outcome !== "pruned") return entry;
  const result = resultOf(problem, entry, rung);
  if (result) return result;
  // One without a curve was trained to its end all the same.
  return entry.outcome === "completed" ? entry : { ...entry, losses: null };
}

const known = new WeakMap<CurvePoint, LossEntry>();

/** Remembered by the point of the curve, so that what is remembered of a result holds from one request to the next. */
function resultOf(problem: Problem, trial: Trial, rung: number): LossEntry | null {
  const point = pointAt(trial, rung);
  if (!point) return null;
  const before = known.get(point);
  if (before?.fingerprint === trial.fingerprint && before.number === trial.number) return before;
  const { number, assignments, fingerprint, generation } = trial;
  const result: LossEntry = {
    number,
    assignments,
    fingerprint,
    outcome: "completed",
    losses: toLosses(problem.objectives, point.values),
    excess: toExcess(problem, point),
    ...(generation && { generation }),
  };
  known.set(point, result);
  return result;
}

/** A rung below is looked at anew when it has grown by a quarter: its model is fitted each time, and hardly moves before. */
const GROWTH = 1.25;

interface Informed {
  /** By rung below, its results by trial number. */
  readonly points: readonly (readonly Informing[])[];
  readonly problem: Problem;
}

const informed = new WeakMap<Problem, Informed>();

interface Informing {
  readonly assignments: Assignments;
  readonly point: CurvePoint;
}

/** The problem with the results of the rungs below as sources; the same object for as long as they are the same. */
function withSources(problem: Problem, trials: readonly Trial[], below: readonly number[]): Problem {
  const byNumber = [...trials].sort((one, other) => one.number - other.number);
  const points = below.map((rung) => informingAt(problem, byNumber, rung));
  const before = informed.get(problem);
  if (before && samePoints(before.points, points)) return before.problem;
  const made = { ...problem, sources: [...(problem.sources ?? []), ...points.map(sourceOf)] };
  informed.set(problem, { points, problem: made });
  return made;
}

function informingAt({ objectives }: Problem, trials: readonly Trial[], rung: number): readonly Informing[] {
  const all = trials.flatMap((trial): Informing[] => {
    const point = pointAt(trial, rung);
    return point && toLosses(objectives, point.values) ? [{ assignments: trial.assignments, point }] : [];
  });
  return all.slice(0, lastRenewal(all.length));
}

function lastRenewal(count: number): number {
  let reached = 0;
  for (let next = 1; next <= count; next = Math.ceil(next * GROWTH)) reached = next;
  return reached;
}

function samePoints(one: Informed["points"], other: Informed["points"]): boolean {
  return (
    one.length === other.length &&
    one.every(
      (points, rung) =>
        points.length === other[rung].length && points.every(({ point }, at) => point === other[rung][at].point),
    )
  );
}

function sourceOf(points: readonly Informing[]): Source {
  const results = points.map(({ assignments, point }) => {
    const finite = Object.entries(point.values).filter(([, value]) => Number.isFinite(value));
    return { assignments, values: Object.fromEntries(finite) };
  });
  return { results };
}
