/** Successive halving: one bracket after another, all of the same plan. Jamieson & Talwalkar 2016, algorithm 1. */
import { synchronousScheduler } from "../synchronous-brackets";
import type { SuccessiveHalvingOptions } from "./definition";
import { halvingPlan } from "./halving-plan";

export const successiveHalvingScheduler = synchronousScheduler<SuccessiveHalvingOptions>(({ options, study }) => [
  halvingPlan(options, study),
]);
