import { describe, expect, test } from "vitest";
import { plainKernels } from "../../linalg/plain-kernels";
import { makeRng } from "../../rng/rng";
import type { Member } from "../../surrogate/gp/surrogate";
import { pointsAt } from "../../testing/points-on-line";
import { fantasyTerm, plainTerm } from "./acquisition-term";
import { fantasize } from "./fantasies";

/** Nothing observed, or values at places; a length scale of 1 and a signal of 1. */
function memberOf(observed: readonly (readonly [place: number, value: number])[], incumbentLoss: number): Member {
  const posterior = plainKernels.condition({
    points: pointsAt(...observed.map(([place]) => place)),
    targets: Float64Array.from(observed, ([, value]) => value),
    noiseScale: new Float64Array(observed.length).fill(1),
    hyperparameters: { weights: Float64Array.of(1), signal: 1, noise: 1e-6 },
  });
  if (!posterior) throw new Error("No posterior.");
  return { posterior, incumbentLoss };
}

const rng = makeRng({ seed: "fantasies", purpose: "test", number: 0 });

/** Sum of what each point adds to those before it: the joint expected improvement. */
function jointImprovement(member: Member, places: readonly number[], count: number): number {
  let sum = 0;
  for (const [index, place] of places.entries()) {
    const points = pointsAt(...places.slice(0, index));
    const [{ posterior, fantasies }] = fantasize([member], { points, chances: null, count, rng });
    const [logGain] = fantasyTerm({ posterior }, fantasies, "log-ei").values(pointsAt(place));
    sum += Math.exp(logGain);
  }
  return sum;
}

describe("pitfall 21: fantasies are common, so their gains add up to the joint expected improvement", () => {
  // So far apart that they are independent: each N(0, 1).
  test.each([
    [2, 0.6810370721753107],
    [4, 1.0457555155223504],
  ])("of %d independent standard normals at best 0, with 1,024 draws within 1 %%", (count, value) => {
    const places = Array.from({ length: count }, (_, index) => 100 * index);
    expect(Math.abs(jointImprovement(memberOf([], 0), places, 1_024) / value - 1)).toBeLessThan(0.01);
  });

  test("whatever the order of the points, also where they are correlated", () => {
    const member = memberOf([[0, 0.4]], 0.4);
    const [one, other] = [
      [0.5, 0.9, 2],
      [2, 0.5, 0.9],
    ].map((places) => jointImprovement(member, places, 4_096));
    expect(Math.abs(one / other - 1)).toBeLessThan(0.01);
  });
});

test("a point that is out has nothing left to give, and one far from it what it had", () => {
  const member = memberOf([[0, 0.4]], 0.4);
  const [{ posterior, fantasies }] = fantasize([member], { points: pointsAt(1), chances: null, count: 64, rng });
  const [there, far] = fantasyTerm({ posterior }, fantasies, "log-ei").values(pointsAt(1, 50));
  const [before, farBefore] = plainTerm(member, "log-ei").values(pointsAt(1, 50));
  expect(there).toBeLessThan(before - 5);
  expect(far).toBeLessThan(farBefore);
  expect(far).toBeGreaterThan(farBefore - 0.6);
});

test.each(["log-ei", "pi"] as const)("the gradient of %s is its derivative", (id) => {
  const member = memberOf(
    [
      [0, 0.4],
      [1.5, -0.2],
    ],
    -0.2,
  );
  const [{ posterior, fantasies }] = fantasize([member], { points: pointsAt(0.7, 2.5), chances: null, count: 16, rng });
  const term = fantasyTerm({ posterior }, fantasies, id);
  const places = [0.3, 1.1, 2, 3.3];
  const { values, gradients } = term.withGradients(pointsAt(...places));
  expect(values).toEqual(term.values(pointsAt(...places)));
  for (const [index, place] of places.entries()) {
    const [up, down] = term.values(pointsAt(place + 1e-5, place - 1e-5));
    expect(Math.abs((up - down) / 2e-5 - gradients[index])).toBeLessThan(1e-5 * (1 + Math.abs(gradients[index])));
  }
});
