import type { SamplerId } from "../catalog";

/** Samplers that fit a model for each suggestion: their suite takes as long as that of all others, and runs beside it. */
export const MODELS: ReadonlySet<SamplerId> = new Set(["auto", "gp", "random-forest"]);
