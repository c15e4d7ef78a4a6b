import { expect, it } from "vitest";
import { trialStates } from "../contract/trial";
import { studyAttention } from "./study-attention";

const now = Date.parse("2026-03-05T12:00:00Z");
const none = Object.fromEntries(trialStates.map((state) => [state, 0])) as Record<(typeof trialStates)[number], number>;
const study = (change: object = {}, counts: object = {}) => ({
  state: "active" as const,
  state_reason: null,
  limits: { max_trials: 100 },
  last_activity_at: "2026-03-05T11:59:00Z",
  trial_counts: { ...none, ...counts },
  ...change,
});

it("says nothing of a study that moves, of one not begun and of one that was paused", () => {
  expect(studyAttention(study({}, { running: 1, completed: 9 }), now)).toBeNull();
  expect(studyAttention(study({ last_activity_at: null }), now)).toBeNull();
  expect(studyAttention(study({ state: "paused", last_activity_at: "2026-01-01T00:00:00Z" }), now)).toBeNull();
});

it("speaks up when many trials fail, when failures ended a study, and when nobody asks any more", () => {
  expect(studyAttention(study({}, { failed: 3, completed: 7 }), now)).toBe("3 of 10 trials failed.");
  expect(studyAttention(study({}, { failed: 3, completed: 97 }), now)).toBeNull();
  expect(studyAttention(study({ state: "finished", state_reason: "failures" }), now)).toMatch(/failed/);
  expect(studyAttention(study({ last_activity_at: "2026-03-05T10:00:00Z" }, { completed: 4 }), now)).toMatch(/Stalled/);
  expect(studyAttention(study({ last_activity_at: "2026-03-05T10:00:00Z" }, { running: 1 }), now)).toBeNull();
});
