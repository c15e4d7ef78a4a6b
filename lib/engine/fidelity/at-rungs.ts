/** What a sampler is shown of a study whose trials train from rung to rung: by what it can learn from. */
import type { Problem } from "../problem";
import type { Recalled } from "../recall";
import type { Sampler } from "../sampler/sampler";
import { type AtRung, atDeepestRung } from "./deepest-rung";
import { atEveryRung } from "./every-rung";

/** Where rungs below say what to expect, so few results show how much of it holds. */
const ENOUGH_WITH_RUNGS_BELOW = 3;

export function atRungs(
  sampler: Pick<Sampler<unknown, unknown>, "learnsFrom">,
  recalled: Recalled,
  rungs: readonly number[],
): AtRung {
  const learnsFrom = sampler.learnsFrom?.(recalled.problem) ?? null;
  switch (learnsFrom) {
    case "every-rung":
      return { ...atEveryRung(recalled, rungs), isLast: true };
    case "rungs-below":
      // What rungs below know of bounds is not told: those are learnt from the results of one rung.
      return isBounded(recalled.problem)
        ? atDeepestRung(recalled, { rungs, below: true })
        : atDeepestRung(recalled, { rungs, below: true, enough: ENOUGH_WITH_RUNGS_BELOW });
    case null:
      return atDeepestRung(recalled, { rungs });
    default:
      return learnsFrom satisfies never;
  }
}

const isBounded = ({ outcomeConstraints = [] }: Problem): boolean => outcomeConstraints.length > 0;
