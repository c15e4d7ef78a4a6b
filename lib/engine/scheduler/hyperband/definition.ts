import { z } from "zod";
import { refuseNarrowRange, type SchedulerDefinition } from "../definition";

export const HyperbandOptions = z.strictObject({
  eta: z.int().min(2).max(16).default(3).describe("Of eta trials one moves on, to eta times the resource."),
  rounding: z
    .enum(["ceil", "floor"])
    .default("ceil")
    .describe(
      "How many trials a bracket starts with. ceil: as the paper's algorithm 1. floor: as its table 1 and HpBandSter have it, always a multiple of eta^s.",
    ),
});
export type HyperbandOptions = z.infer<typeof HyperbandOptions>;

export const hyperbandDefinition = {
  id: "hyperband",
  title: "Hyperband",
  summary:
    "Brackets of successive halving from many short trials to few long ones, since nobody knows how early results tell.",
  needs: {
    measurements: "values",
    resourceMax: true,
    pauses: true,
    objectives: "any",
    space: false,
    alternative: "median, or asha with mode: stop",
    refuse: (study, options) => refuseNarrowRange(study, HyperbandOptions.parse(options).eta),
  },
  options: HyperbandOptions,
  references: [
    "Li, Jamieson, DeSalvo, Rostamizadeh & Talwalkar 2018, Hyperband: a novel bandit-based approach to hyperparameter optimization",
  ],
} as const satisfies SchedulerDefinition;
