import { z } from "zod";
import { PARAMETERS_MAX, ParameterName } from "../../space/schema";
import { ALL_PARAMETERS, type Refusal, type SamplerDefinition, type StudyOutline } from "../definition";
import { refuseLevels } from "./grid-axes";

export const LEVELS_PER_PARAMETER_MAX = 1_000;
const Levels = z.int().min(1).max(LEVELS_PER_PARAMETER_MAX);

export const GridOptions = z.strictObject({
  resolution: Levels.default(5).describe(
    "Levels of each float without a step, evenly spaced on its scale, ends included.",
  ),
  levels: z
    .record(ParameterName, Levels)
    .refine((levels) => Object.keys(levels).length <= PARAMETERS_MAX, `must name at most ${PARAMETERS_MAX} parameters`)
    .meta({ maxProperties: PARAMETERS_MAX })
    .default({})
    .describe("Number of levels of single float or int parameters, in place of the above."),
  order: z
    .enum(["shuffled", "sequential"])
    .default("shuffled")
    .describe(
      "shuffled: a study that ends early has still seen all regions. sequential: the last parameter varies fastest.",
    ),
});
export type GridOptions = z.infer<typeof GridOptions>;

export const gridDefinition = {
  id: "grid",
  title: "Grid search",
  summary: "Visits every combination of levels exactly once, branches of conditions included, and then stops.",
  capabilities: {
    parameters: ALL_PARAMETERS,
    conditions: true,
    constraints: true,
    objectives: "any",
    finite: true,
    dependsOn: "set",
    usesHistory: "points",
    refuse: refuseGrid,
  },
  options: GridOptions,
  references: [
    "LaValle, Branicky & Lindemann 2004, On the relationship between classical grid search and probabilistic roadmaps",
  ],
} as const satisfies SamplerDefinition;

function refuseGrid({ space, options }: StudyOutline): Refusal | null {
  return refuseLevels(space, GridOptions.parse(options ?? {}));
}
