/**
 * Random search: every trial number draws from its own stream, so suggestions do not depend on how asks were grouped.
 * Bergstra & Bengio 2012. Unlike the paper's, points are never repeated.
 */
import type { Rng } from "../../rng/rng";
import { compileSpace } from "../../space/compiled-space";
import { sampleRow } from "../../space/sample";
import { proposePoints } from "../propose-points";
import type { Sampler } from "../sampler";
import { foldTaken, type TakenState, takenNow } from "../taken-points";
import type { RandomOptions } from "./definition";

export const randomSampler: Sampler<RandomOptions, TakenState<RandomOptions>> = {
  initial: (problem, options) => ({ problem, options, taken: [] }),
  fold: foldTaken,
  suggest: (state, request) => {
    const compiled = compileSpace(state.problem.space);
    let stream: { readonly number: number; readonly rng: Rng } | null = null;
    const draw = (number: number) => {
      if (stream?.number !== number) stream = { number, rng: request.rng("draw", number) };
      return sampleRow(compiled, stream.rng);
    };
    return proposePoints({ sampler: "random", compiled, taken: takenNow(state, request), draw }, request);
  },
};
