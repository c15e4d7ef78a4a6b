/**
 * What other studies found, read in this study's space: parameters of the same name keep their value, one that the other
 * study did not have takes its default here, or its middle. What has no place here is left out; nothing is an error.
 */
import { toExcess, toLosses } from "../history";
import type { Problem, Source, SourceResult } from "../problem";
import {
  buildRow,
  type CompiledParameter,
  type CompiledSpace,
  compileSpace,
  type Row,
  rowToAssignments,
} from "../space/compiled-space";
import { defaultValue } from "../space/default-assignments";
import { fingerprintActive } from "../space/fingerprint";
import { placeOnAxis } from "../space/numeric-domain";
import { pointUnits } from "../space/point-units";
import { readAssignment, type Scalar, withoutNegativeZero } from "../space/space";

export interface PlacedResult {
  /** Of the values as they were, so that repeats are known as such. */
  readonly fingerprint: string;
  /** Where it lies in this space, NaN where inactive; numbers beyond a range keep their place, as those of history do. */
  readonly units: Float64Array;
  /** The nearest point within the ranges. May break a constraint. */
  readonly row: Row;
  /** One per objective. */
  readonly losses: readonly number[];
  readonly excess: readonly (number | null)[];
}

export interface PlacedSource {
  /** In an order that does not depend on the one they were told in. */
  readonly results: readonly PlacedResult[];
  /** By free parameter: whether the other study had it, and so says anything about it. */
  readonly informs: readonly boolean[];
}

/** A value farther outside than the range is wide says nothing about the range. */
const OUTSIDE_MAX = 1;

const known = new WeakMap<Problem, readonly PlacedSource[]>();

/** The sources that have any result here. Remembered by identity: problems never change. */
export function placedSources(problem: Problem): readonly PlacedSource[] {
  const found = known.get(problem);
  if (found) return found;
  const compiled = compileSpace(problem.space);
  const placed = (problem.sources ?? [])
    .map((source) => placeSource(problem, compiled, source))
    .filter(({ results }) => results.length > 0);
  known.set(problem, placed);
  return placed;
}

function placeSource(problem: Problem, compiled: CompiledSpace, { results }: Source): PlacedSource {
  const objectives = byMetric(problem);
  return {
    results: results
      .flatMap((result) => placeResult(problem, compiled, result) ?? [])
      .sort((one, other) => compareKeys(keysOf(one, objectives), keysOf(other, objectives))),
    informs: compiled.free.map((index) => {
      const { name } = compiled.parameters[index];
      return results.some(({ assignments }) => Object.hasOwn(assignments, name));
    }),
  };
}

function placeResult(
  problem: Problem,
  compiled: CompiledSpace,
  { assignments, values }: SourceResult,
): PlacedResult | null {
  const losses = toLosses(problem.objectives, values);
  if (!losses) return null;
  let strange = false;
  const valueHere = (parameter: CompiledParameter): Scalar => {
    const given = readAssignment(assignments, parameter.name);
    // A parameter with a single value has that value, whatever it was elsewhere.
    if (given === undefined || parameter.domain.count === 1) return defaultValue(parameter);
    strange ||= placeOf(parameter, given) === null;
    return withoutNegativeZero(given);
  };
  const asItWas = rowToAssignments(compiled, buildRow(compiled, valueHere));
  if (strange) return null;
  // Moved into its range, a number may switch other parameters on or off: the row is built from the front again.
  const row = buildRow(compiled, (parameter) => nearest(parameter, valueHere(parameter)));
  if (strange) return null;
  return {
    fingerprint: fingerprintActive(asItWas),
    units: pointUnits(compiled, asItWas),
    row,
    losses,
    excess: toExcess(problem, { values }),
  };
}

/** The unit coordinate, null when the value has none or is too far away. */
function placeOf({ parameter, domain }: CompiledParameter, value: Scalar): number | null {
  if (domain.contains(value)) return domain.encode(value);
  if ((parameter.type !== "float" && parameter.type !== "int") || typeof value !== "number") return null;
  const place = placeOnAxis(parameter, value);
  return place >= -OUTSIDE_MAX && place <= 1 + OUTSIDE_MAX ? place : null;
}

function nearest(parameter: CompiledParameter, value: Scalar): Scalar {
  if (parameter.domain.contains(value)) return value;
  return parameter.domain.decode(Math.min(1, Math.max(0, placeOf(parameter, value) ?? 0.5)));
}

/** The objectives by their metric: the order in which a study lists them says nothing. */
export function byMetric({ objectives }: Problem): readonly number[] {
  const metricOf = (index: number): string => objectives[index].metric;
  return [...objectives.keys()].sort((one, other) => (metricOf(one) < metricOf(other) ? -1 : 1));
}

type Key = number | string;

/** By loss, then by anything else in which results can differ. */
function keysOf({ losses, fingerprint, excess }: PlacedResult, objectives: readonly number[]): readonly Key[] {
  const broken = excess.map((amount) => amount ?? Number.POSITIVE_INFINITY);
  return [...objectives.map((index) => losses[index]), fingerprint, ...broken];
}

function compareKeys(one: readonly Key[], other: readonly Key[]): number {
  const at = one.findIndex((key, index) => key !== other[index]);
  return at < 0 ? 0 : one[at] < other[at] ? -1 : 1;
}
