/** History as the Gaussian process sees it: one observation per point, repeats merged, failures apart. */
import { isFeasible, type LossEntry, type OutTrial, violation } from "../../history";
import type { CompiledSpace } from "../../space/compiled-space";
import { pointUnits } from "../../space/point-units";
import type { Sample } from "../../surrogate/gp/surrogate";
import { entryUnits } from "../entry-units";
import type { ObservedState } from "../observed-points";
import { changed, rungChanges } from "./rung-changes";

export interface Observation {
  readonly fingerprint: string;
  /** NaN where inactive. */
  readonly units: Float64Array;
  /** Mean over the point's repeats. */
  readonly loss: number;
  readonly repeats: number;
  /** By how much each outcome constraint is broken, the mean over the repeats. */
  readonly excess: readonly (number | null)[];
  readonly feasible: boolean;
  /** Mean of ln cost over the repeats that told it; null of none. */
  readonly logCost: number | null;
  /** How many repeats told it. */
  readonly costs: number;
}

export interface Observations {
  /** In the order of their first trial number. */
  readonly observed: readonly Observation[];
  /** Points whose evaluation failed or was infeasible, and never succeeded. */
  readonly failed: readonly Float64Array[];
  /** What points did at rungs below, one for each rung they came to, changed as all curves change on the way. */
  readonly below: readonly ObservationBelow[];
  /** Stand-ins for points whose trials were stopped early, of which neither this rung nor those below have a result. */
  readonly lagging: readonly Lagging[];
}

/** As of `Observation`. */
type Lagging = Pick<Observation, "fingerprint" | "units" | "loss">;

/** A trial was stopped for lagging behind: it counts no better than the middle of the worse half, and no worse than any. */
const LAGGING_QUANTILE = 0.75;

export interface ObservationBelow extends Pick<Observation, "units" | "loss" | "repeats"> {
  /** As of `LossesBelow`. */
  readonly distance: number;
}

/** All that the model of the losses is told: results at the rung itself first. A stand-in is nobody's incumbent. */
export const samplesOf = ({ observed, below, lagging }: Observations): readonly Sample[] => [
  ...observed,
  ...below.map((each) => ({ ...each, feasible: true })),
  ...lagging.map((each) => ({ ...each, repeats: 1, feasible: false })),
];

interface Repeats {
  readonly units: Float64Array;
  readonly losses: number[];
  readonly excesses: (readonly (number | null)[])[];
  readonly logCosts: number[];
}

export function toObservations(
  compiled: CompiledSpace,
  { entries, running = [] }: Pick<ObservedState<unknown>, "entries" | "running">,
): Observations {
  const losses = new Map<string, Repeats>();
  const failures = new Map<string, Float64Array>();
  for (const entry of entries) {
    const { fingerprint, outcome, losses: told, excess, cost } = entry;
    const logCosts = cost === undefined ? [] : [Math.log(cost)];
    if (outcome === "completed" && told) {
      const known = losses.get(fingerprint);
      if (known) {
        known.losses.push(told[0]);
        known.excesses.push(excess);
        known.logCosts.push(...logCosts);
      } else {
        const units = entryUnits(compiled, entry);
        losses.set(fingerprint, { units, losses: [told[0]], excesses: [excess], logCosts });
      }
    } else if (outcome === "failed" || outcome === "infeasible" || (outcome === "completed" && !told)) {
      // A result that is not a number is a failure too: whatever produced it should not be tried again nearby.
      if (!failures.has(fingerprint)) failures.set(fingerprint, entryUnits(compiled, entry));
    }
  }
  return {
    observed: [...losses].map(([fingerprint, { units, losses: values, excesses, logCosts }]) => {
      const excess = excesses[0].map((_, constraint) => meanOrNull(excesses.map((one) => one[constraint])));
      return {
        fingerprint,
        units,
        loss: meanOf(values),
        repeats: values.length,
        excess,
        feasible: isFeasible({ excess }),
        logCost: logCosts.length > 0 ? meanOf(logCosts) : null,
        costs: logCosts.length,
      };
    }),
    failed: [...failures].filter(([fingerprint]) => !losses.has(fingerprint)).map(([, units]) => units),
    below: observedBelow(compiled, entries, running),
    lagging: laggingPoints(compiled, entries, losses),
  };
}

/** None before there are results to lag behind. */
function laggingPoints(
  compiled: CompiledSpace,
  entries: readonly LossEntry[],
  known: ReadonlyMap<string, Repeats>,
): readonly Lagging[] {
  const ranked = [...known.values()].map((repeats) => meanOf(repeats.losses)).sort((one, other) => one - other);
  if (ranked.length === 0) return [];
  const worst = ranked[ranked.length - 1];
  const middle = ranked[Math.floor(LAGGING_QUANTILE * (ranked.length - 1))];
  const points = new Map<string, Lagging>();
  for (const entry of entries) {
    const { fingerprint, outcome, losses, below = [] } = entry;
    if (outcome !== "pruned" || below.length > 0 || known.has(fingerprint)) continue;
    // What it said last is of less training than theirs: of some use for how far it lags, and for nothing else.
    const loss = Math.min(worst, Math.max(middle, losses?.[0] ?? middle));
    points.set(fingerprint, { fingerprint, units: entryUnits(compiled, entry), loss });
  }
  return [...points.values()];
}

function observedBelow(
  compiled: CompiledSpace,
  entries: readonly LossEntry[],
  running: readonly OutTrial[],
): readonly ObservationBelow[] {
  const changes = rungChanges([...entries, ...running]);
  const byPlace = new Map<string, { units: Float64Array; distance: number; losses: number[] }>();
  const see = ({ fingerprint, below = [] }: LossEntry | OutTrial, unitsOf: () => Float64Array): void => {
    for (const { distance, losses: told } of below) {
      const place = `${fingerprint} ${distance}`;
      const known = byPlace.get(place);
      if (known) known.losses.push(told[0]);
      else byPlace.set(place, { units: unitsOf(), distance, losses: [told[0]] });
    }
  };
  for (const entry of entries) see(entry, () => entryUnits(compiled, entry));
  for (const trial of running) see(trial, () => pointUnits(compiled, trial.assignments));
  return [...byPlace.values()].map(({ units, distance, losses }) => {
    return { units, distance, loss: changed(meanOf(losses), changes.get(distance)), repeats: losses.length };
  });
}

/** What is of use first, by loss; then by how far it is from being of use. */
export function byMerit(one: Observation, other: Observation): number {
  const [far, near] = [violation(one), violation(other)];
  return far === near ? one.loss - other.loss : far < near ? -1 : 1;
}

/** Step by step: the sum of two numbers near 1e308 would overflow. */
function meanOf(values: readonly number[]): number {
  return values.reduce((mean, value, index) => mean + (value / (index + 1) - mean / (index + 1)), 0);
}

function meanOrNull(amounts: readonly (number | null)[]): number | null {
  const told = amounts.filter((amount) => amount !== null);
  return told.length < amounts.length ? null : meanOf(told);
}
