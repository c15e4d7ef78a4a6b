import { describe, expect, test } from "vitest";
import type { Source } from "../problem";
import { makeRng } from "../rng/rng";
import { sampleAssignments } from "../space/sample";
import type { Assignments } from "../space/space";
import { branin } from "../testing/known-objectives";
import { bestLoss, playStudy } from "../testing/play-study";

const { space, loss } = branin;
const SEEDS = Array.from({ length: 9 }, (_, index) => `warm ${index}`);

const sourceOf = (seed: string, value: (point: Assignments) => number): Source => ({
  results: Array.from({ length: 40 }, (_, number) => {
    const assignments = sampleAssignments(space, makeRng({ seed, purpose: "source", number }));
    return { assignments, values: { loss: value(assignments) } };
  }),
});
const shifted =
  (by: number) =>
  ({ x, y }: Assignments): number =>
    loss({ x: Number(x) + 15 * by, y: Number(y) + 15 * by });
/** Of the regrets over the seeds, after each of these numbers of trials. */
const medians = (sources: (seed: string) => readonly Source[], trials: readonly number[]): readonly number[] => {
  const last = Math.max(...trials);
  const played = SEEDS.map((seed) =>
    playStudy({ sampler: "gp", space, seed, trials: last, evaluate: loss, sources: sources(seed) }),
  );
  return trials.map((count) => {
    const regrets = played.map((history) => bestLoss(history.slice(0, count))).sort((one, other) => one - other);
    return regrets[regrets.length >> 1];
  });
};

describe("warm starts on Branin", () => {
  const [early, late] = [12, 40];
  let cold: readonly number[] = [];
  const coldAt = (index: number): number => {
    if (cold.length === 0) cold = medians(() => [], [early, late]);
    return cold[index];
  };

  test("the same function, seen before at forty other points, is found in a third of the regret after twelve trials", () => {
    const [warm] = medians((seed) => [sourceOf(seed, loss)], [early]);
    expect(warm).toBeLessThan(coldAt(0) / 3);
  });

  test("one shifted by 3 % of the range helps too after twelve trials, also beside a source that misleads", () => {
    const [warm] = medians(
      (seed) => [sourceOf(`${seed} -`, (point) => -loss(point)), sourceOf(seed, shifted(0.03))],
      [early],
    );
    expect(warm).toBeLessThan(coldAt(0));
  });

  test("a source that says the opposite, or nothing, costs at most half as much again after forty trials, or a hundredth", () => {
    const allowed = Math.max(1.5 * coldAt(1), 0.01);
    const [opposite] = medians((seed) => [sourceOf(seed, (point) => -loss(point))], [late]);
    const noise = (seed: string) => {
      const rng = makeRng({ seed, purpose: "noise", number: 0 });
      return [sourceOf(seed, () => rng.uniform())];
    };
    const [nothing] = medians(noise, [late]);
    expect(opposite).toBeLessThan(allowed);
    expect(nothing).toBeLessThan(allowed);
  });
});
