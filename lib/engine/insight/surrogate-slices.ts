/**
 * What the model expects along each parameter with the others as in the incumbent: the curve and band beside a slice plot.
 * The model of `gp`, conditioned on all results; the band is half the way between one deviation below and above, in the
 * objective's own unit.
 */
import type { Kernels } from "../linalg/kernels";
import { plainKernels } from "../linalg/plain-kernels";
import type { CompiledSpace } from "../space/compiled-space";
import { rowAtUnit, unitsOfRow } from "../space/encode";
import type { Scalar } from "../space/space";
import { believed } from "../surrogate/gp/belief";
import { type InsightRequest, type NoModel, type StudyModel, studyModel } from "./study-model";

export interface SlicePoint {
  readonly value: Scalar;
  readonly mean: number;
  /** One deviation to both sides: `low` is the smaller number whatever the direction. */
  readonly low: number;
  readonly high: number;
}

export interface SurrogateSlice {
  readonly name: string;
  /** Ascending numbers, or choices in their order; null when the incumbent's branch has no such parameter. */
  readonly points: readonly SlicePoint[] | null;
}

export type SurrogateSlices = NoModel | { readonly kind: "slices"; readonly slices: readonly SurrogateSlice[] };

/** Points along a continuum, and at most as many of listed values. */
const POINTS = 41;

export function surrogateSlices(request: InsightRequest, kernels: Kernels = plainKernels): SurrogateSlices {
  try {
    const model = studyModel(request, kernels);
    if (model.kind !== "model") return model;
    const [{ direction }] = request.problem.objectives;
    const sign = direction === "maximize" ? -1 : 1;
    const slices = model.compiled.free.map(
      (index, coordinate): SurrogateSlice => ({
        name: model.compiled.parameters[index].name,
        points: slicePoints(model, { coordinate, sign }),
      }),
    );
    return { kind: "slices", slices };
  } finally {
    kernels.release();
  }
}

interface Slice {
  readonly coordinate: number;
  /** From losses to the metric. */
  readonly sign: 1 | -1;
}

function slicePoints(
  { compiled, features, ranked, surrogate, lossAt }: StudyModel,
  slice: Slice,
): readonly SlicePoint[] | null {
  const [incumbent] = ranked;
  const { coordinate, sign } = slice;
  if (Number.isNaN(incumbent.units[coordinate])) return null;
  const { domain } = compiled.parameters[compiled.free[coordinate]];
  const places = placesAlong(compiled, coordinate);
  // What another value switches on is at the middle of its range.
  const units = places.map((place) => {
    const moved = incumbent.units.map((unit, at) => (at === coordinate ? place : Number.isNaN(unit) ? 0.5 : unit));
    return unitsOfRow(compiled, rowAtUnit(compiled, moved));
  });
  const { mean, deviation } = believed(surrogate, features.toFeatures(units));
  return places.map((place, index) => {
    const [low, high] = [mean[index] - deviation[index], mean[index] + deviation[index]].map(
      (loss) => sign * lossAt(loss),
    );
    return {
      value: domain.decode(place),
      mean: sign * lossAt(mean[index]),
      low: Math.min(low, high),
      high: Math.max(low, high),
    };
  });
}

function placesAlong(compiled: CompiledSpace, coordinate: number): readonly number[] {
  const { domain } = compiled.parameters[compiled.free[coordinate]];
  const { count } = domain;
  if (count === null) return Array.from({ length: POINTS }, (_, step) => step / (POINTS - 1));
  const shown = Math.min(count, POINTS);
  return Array.from({ length: shown }, (_, step) =>
    domain.encode(domain.valueAt(shown === 1 ? 0 : Math.round((step * (count - 1)) / (shown - 1)))),
  );
}
