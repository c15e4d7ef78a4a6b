/** More trials in one rung than any study starts. */
export const CANDIDATES_MAX = 100_000;
