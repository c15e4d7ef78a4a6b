import { describe, expect, it } from "vitest";
import { Limits } from "@/lib/contract/limits";
import { type TrialState, trialStates } from "@/lib/contract/trial";
import { describeStudyState, studyProgress } from "./study-progress";

type Counts = Partial<Record<TrialState, number>>;

function study(budget: number, counts: Counts, imported: Counts = {}) {
  const none = Object.fromEntries(trialStates.map((state) => [state, 0])) as Record<TrialState, number>;
  return {
    limits: Limits.parse({ max_trials: budget }),
    trial_counts: { ...none, ...counts },
    imported_counts: { ...none, ...imported },
  };
}

describe("studyProgress", () => {
  it("counts every way of ending and leaves what still moves out", () => {
    const progress = studyProgress(study(40, { completed: 20, failed: 2, pruned: 8, running: 4, queued: 1 }));
    expect(progress).toMatchObject({ ended: 30, budget: 40, percent: 75 });
  });

  it("orders the bar from ended to moving, with shares of the budget", () => {
    const { segments } = studyProgress(study(10, { running: 1, failed: 1, completed: 5 }));
    expect(segments).toEqual([
      { state: "completed", count: 5, share: 0.5 },
      { state: "failed", count: 1, share: 0.1 },
      { state: "running", count: 1, share: 0.1 },
    ]);
  });

  it("says 100 % only when the budget is reached", () => {
    expect(studyProgress(study(1000, { completed: 999 })).percent).toBe(99);
    expect(studyProgress(study(1000, { completed: 1000 })).percent).toBe(100);
  });

  it("of a study that nobody bounded says how many ended, and no part of anything", () => {
    const progress = studyProgress(study(1_000_000, { completed: 30, running: 10 }, { completed: 20 }));
    expect(progress).toMatchObject({ ended: 30, budget: null, percent: null });
    expect(progress.segments).toEqual([
      { state: "completed", count: 30, share: 0.75 },
      { state: "running", count: 10, share: 0.25 },
    ]);
  });

  it("R12 counts no imported trial: they use no budget", () => {
    const progress = studyProgress(study(10, { completed: 33, failed: 2, running: 1 }, { completed: 30, failed: 2 }));
    expect(progress).toMatchObject({ ended: 3, percent: 30 });
    expect(progress.segments).toEqual([
      { state: "completed", count: 3, share: 0.3 },
      { state: "running", count: 1, share: 0.1 },
    ]);
  });
});

describe("describeStudyState", () => {
  it("says why a study is finished, and nothing it does not know", () => {
    expect(describeStudyState({ state: "finished", state_reason: "grid_exhausted" })).toEqual({
      label: "Finished",
      because: "every cell of the grid is done",
    });
    expect(describeStudyState({ state: "active", state_reason: null })).toEqual({ label: "Active", because: null });
  });

  it("says of an archived study that it is archived, beside why it finished", () => {
    const archived_at = "2026-11-29T12:00:00.000Z";
    expect(describeStudyState({ state: "stopped", state_reason: null, archived_at }).because).toBe("archived");
    expect(describeStudyState({ state: "finished", state_reason: "grid_exhausted", archived_at }).because).toBe(
      "every cell of the grid is done; archived",
    );
    expect(describeStudyState({ state: "stopped", state_reason: null, archived_at: null }).because).toBeNull();
  });
});
