/**
 * Which trial to evaluate once more before one is recommended. Where an evaluation scatters much, the best one told is a
 * lucky one, and a model tells near ones apart only so far; a part of the budget is better spent on repeats of the few that
 * the model expects to be best. They share it by optimal computing budget allocation.
 */
import type { HistoryEntry, PendingTrial } from "../history";
import { type InsightRequest, type NoModel, type StudyModel, studyModel } from "../insight/study-model";
import type { Kernels } from "../linalg/kernels";
import { plainKernels } from "../linalg/plain-kernels";
import { fingerprintAssignments } from "../space/fingerprint";
import { quantile } from "../stats/quantile";
import { believed } from "../surrogate/gp/belief";
import { mostWanted } from "./allocation";

export interface RepeatRules {
  /** How many of the best are repeated. */
  readonly top: number;
  /** At most this share of the trials are repeats of others. */
  readonly shareMax: number;
}

export const DEFAULT_REPEATS: RepeatRules = { top: 5, shareMax: 0.25 };

export type RepeatAdvice =
  | NoModel
  | { readonly kind: "little_noise" | "enough_repeats"; readonly why: string }
  | {
      readonly kind: "repeat";
      /** Of the trial to repeat, the first at its point. */
      readonly number: number;
      /** Those that repeats are shared among, by their first trials, the one expected to be best first. */
      readonly among: readonly number[];
      readonly why: string;
    };

interface RepeatRequest extends InsightRequest {
  readonly pending: readonly PendingTrial[];
}

/** Noise above this share of what the best quarter of the results is apart decides which of them looks best. */
const NOISE_SHARE = 0.2;

export function adviseRepeat(
  { problem, history, pending }: RepeatRequest,
  rules: Partial<RepeatRules> = {},
  kernels: Kernels = plainKernels,
): RepeatAdvice {
  const { top, shareMax } = { ...DEFAULT_REPEATS, ...rules };
  try {
    const model = studyModel({ problem, history }, kernels);
    if (model.kind !== "model") return model;
    const share = noiseShare(model);
    if (share === null)
      return { kind: "little_noise", why: "The best quarter of the results are all the same: no repeats are needed." };
    const said = `One evaluation scatters by ${Math.round(100 * share)} % of what the best quarter of the results is apart`;
    if (!(share > NOISE_SHARE)) return { kind: "little_noise", why: `${said}: no repeats are needed.` };
    const evaluated = latest([...history, ...pending]);
    const trials = firstTrials(problem, evaluated);
    const all = evaluated.length;
    const repeats = all - trials.size;
    if (repeats + 1 > shareMax * (all + 1))
      return { kind: "enough_repeats", why: `${said}; ${repeats} of ${all} trials are repeats already.` };
    const ranked = rankedByBelief(model).slice(0, top);
    const alternatives = ranked.map(({ fingerprint, mean }) => {
      return { mean, evaluations: trials.get(fingerprint)?.evaluations ?? 0 };
    });
    const among = ranked.map(({ fingerprint }) => trials.get(fingerprint)?.number ?? 0);
    const chosen = mostWanted(alternatives, Math.sqrt(model.noise));
    const why = `${said}: one more evaluation for number ${chosen + 1} of the ${among.length} expected to be best.`;
    return { kind: "repeat", number: among[chosen], among, why };
  } finally {
    kernels.release();
  }
}

/** Deviation of one evaluation as a share of the range of the best quarter, both in the model's unit; null of no range. */
function noiseShare({ surrogate, noise }: StudyModel): number | null {
  const targets = [...surrogate.warp.targets];
  const apart = quantile(targets, 0.25) - Math.min(...targets);
  return apart > 0 ? Math.sqrt(noise) / apart : null;
}

/** The points that are of use, the lowest posterior mean first. */
function rankedByBelief({ observed, surrogate, features }: StudyModel) {
  const kept = observed.some(({ feasible }) => feasible) ? observed.filter(({ feasible }) => feasible) : observed;
  const { mean } = believed(surrogate, features.toFeatures(kept.map(({ units }) => units)));
  const points = kept.map(({ fingerprint }, index) => ({ fingerprint, mean: mean[index] }));
  return points.sort((one, other) => one.mean - other.mean);
}

/** A later entry with the same number corrects an earlier one. */
function latest<Trial extends PendingTrial | HistoryEntry>(trials: readonly Trial[]): readonly Trial[] {
  const byNumber = new Map(trials.map((trial) => [trial.number, trial]));
  return [...byNumber.values()].sort((one, other) => one.number - other.number);
}

/** By fingerprint, the first trial of each point, and how often it was evaluated or is being. */
function firstTrials({ space }: InsightRequest["problem"], trials: readonly (HistoryEntry | PendingTrial)[]) {
  const found = new Map<string, { number: number; evaluations: number }>();
  for (const { number, assignments, fingerprint = fingerprintAssignments(space, assignments) } of trials) {
    const known = found.get(fingerprint);
    if (known) known.evaluations += 1;
    else found.set(fingerprint, { number, evaluations: 1 });
  }
  return found;
}
