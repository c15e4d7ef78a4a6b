import { describe, expect, test } from "vitest";
import { trialStates } from "../contract/trial";
import { lostByStopping, mayRetry, mayStop, saidOfStop } from "./trial-control";

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
});
