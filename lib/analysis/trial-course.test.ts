import { describe, expect, test } from "vitest";
import { describeAttemptEnd, describeLease, describeLineage, describeRung, describeStanding } from "./trial-course";

const rung = {
  bracket: 0,
  rung: 0,
  resource: 3,
  step: 3,
  decision: "pause" as const,
  why: "Rank 5 of 9 at resource 3; the best 3 move on.",
  decided_at: "2026-01-01T00:00:00Z",
  promotion: null,
};
const promotion = { target: 9, from_step: 3, promoted_at: "2026-01-01T00:01:00Z" };
const running = {
  state: "running" as const,
  state_reason: null,
  verdict: { verdict: "continue" as const, reason: null },
  rungs: [],
  target: null,
  attempt: 1,
  lease_until: "2026-01-01T00:01:00Z",
};
const asha = { rule: "asha", by: "scheduler", why: "Rank 9 of 9 at resource 3; the best 3 move on." };

describe("how a trial stands", () => {
  test("a running one that was told to stop is stopping, not stopped, whoever stopped it", () => {
    const byPerson = { verdict: "stop" as const, reason: { rule: "trial_stopped", by: "person" } };
    expect(describeStanding({ ...running, verdict: byPerson })).toBe(
      "Stopping: its worker is told with its next report.",
    );
    expect(describeStanding({ ...running, verdict: { verdict: "stop", reason: asha } })).toContain("Rank 9 of 9");
  });

  test("a paused one says its rank and what it waits for; one that was promoted, how far it may go", () => {
    expect(describeStanding({ ...running, state: "paused", rungs: [rung] })).toBe(
      "Rank 5 of 9 at resource 3; the best 3 move on. It goes on when it is among the best of its rung and a worker asks.",
    );
    expect(describeStanding({ ...running, state: "queued", rungs: [{ ...rung, promotion }] })).toContain(
      "Promoted to 9",
    );
    expect(describeStanding({ ...running, state: "queued", attempt: 0 })).toBeNull();
  });

  test("one that is imported in parts says what completes it", () => {
    expect(describeStanding({ ...running, state: "paused", attempt: 0, rungs: [] })).toBe(
      "It is being imported: if that was broken off, import its study again.",
    );
  });

  test("one that ended says who ended it and why; what a worker wrote stands as it is", () => {
    const pruned = { ...running, state: "pruned" as const, verdict: { verdict: "stop" as const, reason: asha } };
    expect(describeStanding({ ...pruned, state_reason: "asha" })).toBe(`Pruned by asha. ${asha.why}`);
    expect(describeStanding({ ...pruned, state_reason: "not_promoted", rungs: [rung] })).toContain("Rank 5 of 9");
    expect(describeStanding({ ...running, state: "failed", state_reason: "out of memory" })).toBe("out of memory");
    expect(describeStanding({ ...running, state: "cancelled", state_reason: "trial_stopped" })).toBe(
      "Stopped by a person.",
    );
    expect(describeStanding({ ...running, state: "completed" })).toBeNull();
  });
});

test("a rung, an attempt's end, a lease and a lineage are said in words", () => {
  expect(describeRung({ ...rung, promotion })).toBe("promoted to 9 from step 3");
  expect(describeRung({ ...rung, promotion: { ...promotion, from_step: 0 } })).toBe("promoted to 9");
  expect(describeRung(rung)).toBe("paused");
  expect(describeAttemptEnd("lease_expired")).toBe("its worker fell silent");
  expect(describeLease(running, Date.parse("2026-01-01T00:00:30Z"))).toBe("lease for another 30.0 s");
  expect(describeLease(running, Date.parse("2026-01-01T00:02:00Z"))).toBe("its lease has run out");
  expect(describeLease({ ...running, state: "paused" }, 0)).toBeNull();
  const nobody = { retry_of: null, parent: null, donor: null, from_step: null };
  expect(describeLineage({ lineage: nobody })).toEqual([]);
  expect(describeLineage({ lineage: { ...nobody, parent: 3, donor: 7, from_step: 10 } }).join("")).toBe(
    "Took the place of trial 3, from the checkpoint of trial 7 at step 10.",
  );
  expect(describeLineage({ lineage: { ...nobody, retry_of: 4 } }).join("")).toBe(
    "The assignments of trial 4, once more.",
  );
});
