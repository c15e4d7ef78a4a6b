/** Hyperband: rounds of brackets of successive halving, filled as workers arrive. Li et al. 2018, algorithm 1. */
import { synchronousScheduler } from "../synchronous-brackets";
import { hyperbandRound } from "./brackets";
import type { HyperbandOptions } from "./definition";

export const hyperbandScheduler = synchronousScheduler<HyperbandOptions>(({ options, study: { resource } }) =>
  hyperbandRound({ ...options, min: resource.min, max: resource.max ?? resource.min }),
);
