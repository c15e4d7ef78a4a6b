import { z } from "zod";
import { ALL_PARAMETERS, type SamplerDefinition } from "../definition";

export const QuasiRandomOptions = z.strictObject({
  sequence: z
    .enum(["sobol", "halton"])
    .default("sobol")
    .describe("sobol: best evenness, above all at powers of two. halton: even at any number of trials."),
  scramble: z
    .boolean()
    .default(true)
    .describe("Randomize the sequence by the study's seed. Off gives the textbook points."),
});
export type QuasiRandomOptions = z.infer<typeof QuasiRandomOptions>;

export const quasiRandomDefinition = {
  id: "quasi-random",
  title: "Quasi-random search",
  summary:
    "Spreads trials evenly with a scrambled low-discrepancy sequence: fewer gaps and clusters than random search.",
  capabilities: {
    parameters: ALL_PARAMETERS,
    conditions: true,
    constraints: true,
    objectives: "any",
    finite: true,
    dependsOn: "set",
    usesHistory: "taken",
  },
  options: QuasiRandomOptions,
  references: [
    "Joe & Kuo 2008, Constructing Sobol sequences with better two-dimensional projections, SIAM J. Sci. Comput. 30, 2635-2654",
    "Matoušek 1998, On the L2-discrepancy for anchored boxes, J. Complexity 14, 527-556",
    "Owen 2017, A randomized Halton algorithm in R, arXiv:1706.02808",
  ],
} as const satisfies SamplerDefinition;
