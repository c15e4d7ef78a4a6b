import { z } from "zod";
import { PARAMETERS_MAX, SearchSpace, SpaceConstraints } from "@/lib/engine/space/schema";
import { boundedRecord } from "./primitives";

/**
 * The search space as the API takes it. Only its outer shape is checked here; `parseSpace` of the engine decides the
 * rest, so that every refusal names the parameter and what to do. What is published is
 * `searchSpaceSchemas`.
 */
export const SearchSpaceInput = z
  .record(z.string(), z.unknown())
  .meta({ description: "Ordered map of parameter name to parameter.", id: "SearchSpaceInput" });
export const SpaceConstraintsInput = z
  .array(z.unknown())
  .max(64)
  .default([])
  .meta({ description: "Rules every suggestion obeys, all of them.", id: "SpaceConstraintsInput" });

/** The whole schemas, by the id of the outer one each stands for in the OpenAPI document. */
export const searchSpaceSchemas = {
  SearchSpaceInput: SearchSpace,
  SpaceConstraintsInput: SpaceConstraints.default([]),
} as const;

/** User values by parameter name; an inactive parameter is absent. */
export const Assignments = boundedRecord(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()], { error: "Must be a text, a number, true, false or null." }),
  PARAMETERS_MAX,
).meta({ description: "Value by parameter; an inactive parameter is absent." });
export type Assignments = z.output<typeof Assignments>;
