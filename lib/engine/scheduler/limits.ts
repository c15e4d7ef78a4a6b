/** More trials in one rung than any study starts. */
export const CANDIDATES_MAX = 100_000;

/** Of the rungs of a plan so many are listed. */
export const PLAN_LEVELS_MAX = 200;
export const PLAN_BRACKETS_MAX = 50;
