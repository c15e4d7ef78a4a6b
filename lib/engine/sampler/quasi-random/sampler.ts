/**
 * Quasi-random search: trial n takes point n of a scrambled Sobol or Halton sequence, so any prefix of trials is spread
 * evenly, whatever the order in which they run. The scramble is named by the study's seed alone.
 *
 * A point that breaks a constraint or is taken is drawn again from the sequence rotated modulo 1 by an amount that
 * depends on the attempt only (Cranley & Patterson 1976): each attempt is a low-discrepancy sequence of its own.
 */
import { haltonSequence } from "../../rng/halton";
import { SOBOL_INDEX_MAX, sobolSequence } from "../../rng/sobol";
import { compileSpace } from "../../space/compiled-space";
import { rowAtUnit, warpUniform } from "../../space/encode";
import { proposePoints } from "../propose-points";
import type { Sampler, SuggestRequest } from "../sampler";
import { foldTaken, type TakenState, takenNow } from "../taken-points";
import type { QuasiRandomOptions } from "./definition";

export const quasiRandomSampler: Sampler<QuasiRandomOptions, TakenState<QuasiRandomOptions>> = {
  initial: (problem, options) => ({ problem, options, taken: [] }),
  fold: foldTaken,
  suggest: (state, request) => {
    const compiled = compileSpace(state.problem.space);
    const pointOf = uniformPoints(state.options, compiled.free.length, request);
    const draw = (number: number, attempt: number) =>
      rowAtUnit(compiled, warpUniform(compiled, pointOf(number, attempt)));
    const origin = ({ number }: { readonly number: number }) => ({ index: String(number) });
    return proposePoints({ sampler: "quasi-random", compiled, taken: takenNow(state, request), draw, origin }, request);
  },
};

type UniformPoints = (number: number, attempt: number) => Float64Array;

function uniformPoints(
  { sequence, scramble }: QuasiRandomOptions,
  dimensions: number,
  request: SuggestRequest,
): UniformPoints {
  const rng = scramble ? request.rng(`${sequence}-scramble`, 0) : undefined;
  const { pointAt } = sequence === "sobol" ? sobolSequence(dimensions, rng) : haltonSequence(dimensions, rng);
  // Sobol points are left ends of cells 2^-32 wide; scrambled ones move to the middle, away from 0.
  const nudge = scramble && sequence === "sobol" ? 2 ** -33 : 0;
  return (number, attempt) => {
    const point = pointAt(number % (SOBOL_INDEX_MAX + 1));
    if (attempt === 0) return point.map((coordinate) => coordinate + nudge);
    const rotation = request.rng("rotation", attempt);
    return point.map((coordinate) => (coordinate + nudge + rotation.uniform()) % 1);
  };
}
