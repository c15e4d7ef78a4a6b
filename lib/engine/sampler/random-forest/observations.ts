/** History as the forest sees it: a row for each trial, with a target for what it was worth and whether it could be evaluated. */
import { isFeasible, type LossEntry, violation } from "../../history";
import type { CompiledSpace } from "../../space/compiled-space";
import { pointUnits } from "../../space/point-units";
import { unorderedLevels } from "../../space/unordered-levels";
import type { ForestData } from "../../surrogate/random-forest/forest";
import { type TargetScale, targetScale } from "./target-scale";

export interface Observations {
  readonly data: ForestData;
  readonly scale: TargetScale;
  /** 1 for a trial that could be evaluated, 0 for one that failed; null when none failed. */
  readonly evaluable: Float64Array | null;
  /** By row: whether its target is a result rather than a stand-in. */
  readonly measured: Uint8Array;
}

/** A pruned trial was given up for lagging behind: it counts no better than the middle of the worse half. */
const PRUNED_QUANTILE = 0.75;

type Kind = "measured" | "pruned" | "failed";

/** What was learned, null while fewer than two trials have a result. */
export function toObservations(compiled: CompiledSpace, entries: readonly LossEntry[]): Observations | null {
  // Before anything is of use, what is learned is how to become so.
  const learnsViolation =
    entries.some(isBroken) && entries.filter((entry) => kindOf(entry) === "measured" && isFeasible(entry)).length < 2;
  const rows = entries.flatMap((entry) => {
    const told = kindOf(entry);
    const kind = !learnsViolation && isBroken(entry) ? "failed" : told;
    const loss = learnsViolation ? measuredViolation(entry) : entry.losses?.[0];
    return kind ? [{ kind, loss, units: pointUnits(compiled, entry.assignments) }] : [];
  });
  const results = rows.flatMap(({ kind, loss }) => (kind === "measured" && loss !== undefined ? [loss] : []));
  if (results.length < 2) return null;
  const scale = targetScale(results);
  const ranked = Float64Array.from(results, scale.toTarget).sort();
  const worst = ranked[ranked.length - 1];
  const lagging = ranked[Math.floor(PRUNED_QUANTILE * (ranked.length - 1))];
  const targets = Float64Array.from(rows, ({ kind, loss }) => {
    if (kind === "failed") return worst;
    const target = loss === undefined ? lagging : scale.toTarget(loss);
    return kind === "pruned" ? Math.max(lagging, target) : target;
  });
  return {
    data: {
      count: rows.length,
      levels: unorderedLevels(compiled),
      values: toColumns(rows.map(({ units }) => units)),
      targets,
    },
    scale,
    evaluable: rows.some(({ kind }) => kind === "failed")
      ? Float64Array.from(rows, ({ kind }) => (kind === "failed" ? 0 : 1))
      : null,
    measured: Uint8Array.from(rows, ({ kind }) => (kind === "measured" ? 1 : 0)),
  };
}

function isBroken(entry: LossEntry): boolean {
  return kindOf(entry) === "measured" && !isFeasible(entry);
}

function measuredViolation(entry: LossEntry): number | undefined {
  return kindOf(entry) === "measured" ? violation(entry) : undefined;
}

/** How many trials say something: those that were cancelled do not. */
export function countLearned(entries: readonly LossEntry[]): number {
  return entries.reduce((count, entry) => count + (kindOf(entry) ? 1 : 0), 0);
}

/** A completed trial whose result is no number has failed too: whatever produced it should not be tried again nearby. */
function kindOf({ outcome, losses }: LossEntry): Kind | null {
  switch (outcome) {
    case "completed":
      return losses ? "measured" : "failed";
    case "pruned":
      return "pruned";
    case "failed":
    case "infeasible":
      return "failed";
    case "cancelled":
      return null;
  }
}

function toColumns(rows: readonly Float64Array[]): Float64Array {
  const columns = new Float64Array(rows.length * (rows[0]?.length ?? 0));
  for (const [row, units] of rows.entries()) {
    for (let column = 0; column < units.length; column += 1) columns[column * rows.length + row] = units[column];
  }
  return columns;
}
