import { describe, expect, test } from "vitest";
import { plainKernels } from "../../linalg/plain-kernels";
import { makeRng } from "../../rng/rng";
import type { LogFactor } from "../../surrogate/gp/log-factor";
import type { Member } from "../../surrogate/gp/surrogate";
import { pointsAt } from "../../testing/points-on-line";
import { fantasyTerm, plainTerm } from "./acquisition-term";
import { pendingBelief } from "./pending-belief";

/** An observation at 0, and at 2 a point that is out and about to be far better: its loss is known to be about -2. */
function promising(): Member {
  const posterior = plainKernels.condition({
    points: pointsAt(0, 1.9, 2.1),
    targets: Float64Array.of(0, -2, -2),
    noiseScale: Float64Array.of(1, 1, 1),
    hyperparameters: { weights: Float64Array.of(1), signal: 1, noise: 1e-4 },
  });
  if (!posterior) throw new Error("No posterior.");
  return { posterior, incumbentLoss: 0 };
}

/** Everywhere the same chance that a result is of use. */
function feasibilityOf(chance: number): LogFactor {
  return {
    value: ({ count }) => new Float64Array(count).fill(Math.log(chance)),
    withGradient: ({ count }) => ({
      value: new Float64Array(count).fill(Math.log(chance)),
      gradient: new Float64Array(count),
    }),
  };
}

const SURELY_FAILS = Number.MIN_VALUE;
const member = promising();

function beliefWith(feasibility: LogFactor | null, batch = pointsAt(2), pending = pointsAt(), running = 0) {
  const rng = makeRng({ seed: "pending-belief", purpose: "test", number: 0 });
  return pendingBelief([member], { pending, running, batch, feasibility, fantasies: 1_024, rng });
}

/** What a point at 1 is worth when the batch is out. */
function worthNext(feasibility: LogFactor | null): number {
  const { fantasized } = beliefWith(feasibility);
  const [one] = fantasized;
  if (!one) throw new Error("Nothing is fantasized.");
  return fantasyTerm(one, one.fantasies, "log-ei").values(pointsAt(1))[0] ?? Number.NaN;
}

describe("a point of a batch", () => {
  test("that surely fails leaves the next point's acquisition as without its improvement", () => {
    const alone = plainTerm(member, "log-ei").values(pointsAt(1))[0] ?? Number.NaN;
    expect(Math.abs(worthNext(feasibilityOf(SURELY_FAILS)) - alone)).toBeLessThan(0.01);
    expect(worthNext(null)).toBeLessThan(alone - 1);
  });

  test("that surely fails leaves the incumbent, by which candidates are screened", () => {
    expect(beliefWith(feasibilityOf(SURELY_FAILS)).members[0]?.incumbentLoss).toBeCloseTo(0, 12);
    expect(beliefWith(null).members[0]?.incumbentLoss).toBeLessThan(-1.9);
  });

  test("lowers the incumbent of as many fantasies as it is likely to be of use", () => {
    const { fantasized, members } = beliefWith(feasibilityOf(0.25));
    const lowered = fantasized[0]?.fantasies.incumbents.filter((incumbent) => incumbent < -1).length;
    expect(Math.abs((lowered ?? 0) / 1_024 - 0.25)).toBeLessThan(0.01);
    const [by, byAll] = [members[0]?.incumbentLoss ?? 0, beliefWith(null).members[0]?.incumbentLoss ?? 0];
    expect(by / byAll).toBeCloseTo(0.25, 9);
  });

  test("counts by its chance also where results are no longer made up for it, and a trial that runs in full", () => {
    const [runs, asked] = [1, 0].map(
      (running) => beliefWith(feasibilityOf(SURELY_FAILS), pointsAt(), pointsAt(2), running).members[0]?.incumbentLoss,
    );
    expect(asked).toBeCloseTo(0, 12);
    expect(runs).toBe(beliefWith(null, pointsAt(), pointsAt(2), 1).members[0]?.incumbentLoss);
  });
});
