/** Population-based training: truncation selection, and changes at random. Jaderberg et al. 2017. */
import { populationScheduler } from "../population";
import type { PbtOptions } from "./definition";
import { exploreAround } from "./explore";

export const pbtScheduler = populationScheduler<PbtOptions>(({ setting: { options, study }, donor, rng }) =>
  // A study without a space was refused before it began.
  study.space ? exploreAround({ space: study.space, donor, resample: options.resample, rng: rng("explore") }) : donor,
);
