import { z } from "zod";
import { TrialId } from "./primitives";

export const REPEATS_MAX = 20;

/** How often the same assignments are evaluated, each time as a trial of its own. */
export const Repeats = z
  .strictObject({
    max: z.int().min(2).max(REPEATS_MAX).meta({ description: "Trials of the same assignments, at most." }),
    rule: z.enum(["all", "race"]).meta({
      description:
        "all: every assignments get `max` trials, while the budget lasts. race: only those that may still be the best are repeated.",
    }),
    error_rate: z.number().min(0.001).max(0.5).optional().meta({
      description: "race: at most the chance that a race loses its best. Default: 0.05.",
    }),
    min: z.int().min(2).max(REPEATS_MAX).optional().meta({
      description: "race: trials that all contenders have before one is out. Default: 3, or `max` if that is less.",
    }),
  })
  .meta({ description: "Repeats of the same assignments; each counts as a trial." });
export type Repeats = z.infer<typeof Repeats>;

/** A trial's place among those of the same assignments. */
const place = {
  group: TrialId.meta({ description: "The first trial of the same assignments, which names the group." }),
  index: z.int().meta({ description: "Its place in the group, from 0: the block." }),
  seed: z.int().meta({ description: "For your random generator. The same for all trials of this index." }),
};

/** What was imported was evaluated elsewhere: in no block, with a seed that nobody here knows. */
export const TrialRepeat = z.object({
  ...place,
  index: place.index.nullable().meta({ description: "Its place in the group, from 0: the block. Null: imported." }),
  seed: place.seed.nullable().meta({ description: "The same for all trials of this index. Null: imported." }),
});
export type TrialRepeat = z.infer<typeof TrialRepeat>;

export const HandedOutRepeat = z.object({ ...place, max: z.int() });

/** What became of assignments in the races of a study. */
export const groupStandings = ["winner", "contender", "beaten", "withdrawn", "eliminated", "outranked"] as const;
export const GroupStanding = z.enum(groupStandings);
export type GroupStanding = z.infer<typeof GroupStanding>;

/** The trials of the same assignments, as one result. */
export const RepeatGroup = z.object({
  id: TrialId.meta({ description: "Its first trial." }),
  number: z.int().meta({ description: "The number of its first trial." }),
  mean: z.number().nullable().meta({ description: "Over its completed, feasible, finite values; null: it has none." }),
  std_error: z.number().nullable().meta({ description: "Of the mean; null below two values." }),
  n: z.int().meta({ description: "Values that count." }),
  ended: z.int().meta({ description: "Trials that have ended by themselves, with or without a value." }),
  standing: GroupStanding.nullable().meta({
    description:
      "Under the rule race: winner of the last race; contender in the one that is on; beaten on average at its end; withdrawn, its assignments left the search space or somebody ended it before the race was over; eliminated, significantly worse; outranked, its first value was not among the best. Null: in no race yet.",
  }),
});
export type RepeatGroup = z.infer<typeof RepeatGroup>;
