import { z } from "zod";
import { refuseNarrowRange, type SchedulerDefinition } from "../definition";

export const PashaOptions = z.strictObject({
  eta: z.int().min(2).max(16).default(3).describe("The best 1/eta of a rung move on, to eta times the resource."),
  noise_percentile: z
    .number()
    .min(0)
    .max(100)
    .default(90)
    .describe(
      "Which percentile of the distances between trials whose curves cross twice counts as noise; trials closer than that rank as equal.",
    ),
});
export type PashaOptions = z.infer<typeof PashaOptions>;

export const pashaDefinition = {
  id: "pasha",
  title: "Progressive asynchronous successive halving",
  summary: "ASHA whose largest resource grows only while the two top rungs disagree about who is better.",
  needs: {
    measurements: "values",
    resourceMax: true,
    pauses: true,
    objectives: "one",
    space: false,
    alternative: "asha with mode: stop",
    refuse: (study, options) => refuseNarrowRange(study, PashaOptions.parse(options).eta),
  },
  options: PashaOptions,
  references: [
    "Bohdal, Balles, Wistuba, Ermis, Archambeau & Zappella 2023, PASHA: efficient HPO and NAS with progressive resource allocation",
  ],
} as const satisfies SchedulerDefinition;
