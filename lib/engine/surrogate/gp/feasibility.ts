/**
 * Whether an evaluation will succeed, learnt from those that did and did not: a Gaussian process on the labels -1 and 1,
 * read through the normal distribution (least-squares classification, Rasmussen & Williams 2006, section 6.5). It has
 * length scales of its own: what crashes a job is seldom what makes it good.
 */
import type { MarginData } from "./margin-model";

interface Labelled {
  readonly succeeded: readonly Float64Array[];
  readonly failed: readonly Float64Array[];
}

/** Fewer failures than this may be bad luck anywhere. */
const FAILURES_MIN = 3;
const FAILURE_SHARE_MIN = 0.1;

/** Null when failures are too few to tell where they come from. */
export function successMargin({ succeeded, failed }: Labelled): MarginData | null {
  const total = succeeded.length + failed.length;
  if (failed.length === 0 || (failed.length < FAILURES_MIN && failed.length < FAILURE_SHARE_MIN * total)) return null;
  // Mean 0 between the labels: far from all evidence success is as likely as not; the prior mean is not learnt. The fitted
  // noise says whether failures come by place or by chance.
  const targets = Float64Array.from({ length: total }, (_, index) => (index < succeeded.length ? 1 : -1));
  return {
    id: "success",
    units: [...succeeded, ...failed],
    targets,
    noiseScale: new Float64Array(total).fill(1),
    center: 0,
    scatter: SOFTNESS,
    keys: targets,
  };
}

/** The least doubt about a label of ±1: beyond five deviations a step would have no slope to follow. */
const SOFTNESS = 0.04;
