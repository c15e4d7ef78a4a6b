/**
 * Spaces that a study tries completely: of them nothing has to be searched for, and the model only says what comes next.
 */
import type { Problem } from "../../problem";
import { cellsOfSpace } from "../../space/cardinality";
import { type CompiledSpace, rowToAssignments } from "../../space/compiled-space";
import { unitsOfRow } from "../../space/encode";
import { fingerprintActive } from "../../space/fingerprint";
import { toUnitPoints } from "../../space/unit-points";
import type { CandidatePool } from "./candidates";

export interface ListedPoint {
  /** NaN where inactive. */
  readonly units: Float64Array;
  readonly fingerprint: string;
}

/** Beyond this a model is asked about as many points as of any other space. */
const POINTS_MAX = 2_048;

const listed = new WeakMap<CompiledSpace, readonly ListedPoint[] | { readonly none: true }>();

/** Every point of a space that obeys the constraints, when the whole budget is known and has room for all; else null. */
export function pointsOfWholeSpace({ maxTrials = 0 }: Problem, compiled: CompiledSpace): readonly ListedPoint[] | null {
  if (maxTrials === 0) return null;
  const known = listed.get(compiled) ?? listPoints(compiled) ?? { none: true };
  listed.set(compiled, known);
  return "none" in known || known.length > maxTrials ? null : known;
}

function listPoints(compiled: CompiledSpace): readonly ListedPoint[] | null {
  const cells = cellsOfSpace(compiled);
  if (!cells || cells.count > BigInt(POINTS_MAX)) return null;
  return Array.from({ length: Number(cells.count) }, (_, cell) => cells.rowAt(BigInt(cell)))
    .filter((row) => compiled.violation(row) === 0)
    .map((row) => {
      const units = unitsOfRow(compiled, row);
      return { units, fingerprint: fingerprintActive(rowToAssignments(compiled, row)) };
    });
}

/** Points as candidates: they are what they were made from. */
export function poolOf({ free }: CompiledSpace, points: readonly ListedPoint[]): CandidatePool {
  const units = toUnitPoints(
    points.map((point) => point.units),
    free.length,
  );
  return { bases: units, units };
}
