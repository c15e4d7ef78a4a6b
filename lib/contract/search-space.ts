import { z } from "zod";

/**
 * The search space as the API takes it. Only its outer shape is checked here; `parseSpace` of the engine decides the
 * rest, so that every refusal names the parameter and what to do. The published JSON Schema comes from the engine's schema.
 */
export const SearchSpaceInput = z
  .record(z.string(), z.unknown())
  .meta({ description: "Ordered map of parameter name to parameter.", id: "SearchSpaceInput" });
export const SpaceConstraintsInput = z.array(z.unknown()).max(64).default([]);

/** User values by parameter name; an inactive parameter is absent. */
export const Assignments = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .meta({ description: "Value by parameter; an inactive parameter is absent." });
export type Assignments = z.output<typeof Assignments>;
