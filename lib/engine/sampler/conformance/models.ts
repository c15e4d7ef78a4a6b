import type { SamplerId } from "../catalog";

/** Samplers that fit a model for each suggestion: theirs are the longest suites, and run beside those of the others. */
export const MODELS: ReadonlySet<SamplerId> = new Set(["auto", "gp", "random-forest"]);
