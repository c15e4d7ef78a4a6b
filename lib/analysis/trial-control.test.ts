import { describe, expect, test } from "vitest";
import { trialStates } from "../contract/trial";
import { lostByStopping, lostByStoppingMany, mayRetry, mayStop, saidOfStop, saidOfStops } from "./trial-control";
import type { TrialPoint } from "./trial-point";

const trial = (state: (typeof trialStates)[number], stopping = false) => ({ number: 3, state, stopping });

describe("stopping and trying again", () => {
  test("of each state exactly one can be done, and the other says why not", () => {
    for (const state of trialStates) {
      const kinds = [mayStop(trial(state)).kind, mayRetry(trial(state)).kind];
      expect(kinds.toSorted(), state).toEqual(["no", "yes"]);
      expect(mayStop(trial(state)).kind === "yes", state).toBe(["queued", "running", "paused"].includes(state));
    }
  });

  test("who is stopping already is not stopped again, and nobody is told that it has stopped", () => {
    expect(mayStop(trial("running", true))).toEqual({ kind: "no", why: expect.stringContaining("next report") });
    expect(saidOfStop(trial("running"))).toContain("its worker is told with its next report");
    expect(saidOfStop(trial("cancelled"))).toBe("Trial 3 stopped");
  });

  test("it is asked first only where work is lost", () => {
    const asked = trialStates.filter((state) => lostByStopping(trial(state)) !== null);
    expect(asked).toEqual(["running", "paused"]);
  });

  test("of several it is said how many run and how many wait; without numbers where not all of them are known here", () => {
    const points = [point(1, "running"), point(2, "queued"), point(3, "paused"), point(4, "running")];
    const kept = "What they have measured is kept; a stopped trial cannot go on.";
    expect(lostByStoppingMany([1, 2, 3], points)).toBe(
      `1 runs until its worker reports next. 2 wait and are cancelled at once. ${kept}`,
    );
    expect(lostByStoppingMany([1, 4], points)).toBe(`2 run until their workers report next. ${kept}`);
    const keptOfOne = "What it has measured is kept; a stopped trial cannot go on.";
    expect(lostByStoppingMany([2], points)).toBe(`It waits and is cancelled at once. ${keptOfOne}`);
    expect(lostByStoppingMany([1], points)).toBe(`It runs until its worker reports next. ${keptOfOne}`);
    expect(lostByStoppingMany([1, 9], points)).toBe(
      `Those that run do so until their workers report next. Those that wait are cancelled at once. ${kept}`,
    );
  });

  test("what became of several is one sentence that leaves out what none of them is", () => {
    expect(saidOfStops(["stopped"])).toBe("1 trial stopped");
    expect(saidOfStops(["stopping", "stopped", "stopped", "ended", "not_found"])).toBe(
      "2 trials stopped, 1 trial will stop with the next report, 1 had ended already, 1 could not be found",
    );
  });
});

function point(number: number, state: TrialPoint["state"]): TrialPoint {
  const empty = { values: {}, params: {}, feasible: null, stopping: false, startedAt: null, finishedAt: null };
  return { ...empty, number, state };
}
