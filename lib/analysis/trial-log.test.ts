import { describe, expect, it } from "vitest";
import type { TrialState } from "@/lib/contract/trial";
import { trialPoint } from "./testing/trial-point";
import { EMPTY_TRIAL_LOG, pointsOf, refreshTrialLog, type TrialLogPage } from "./trial-log";

/** A study on a server that counts how often each page is read. */
function study(states: TrialState[], pageSize: number) {
  const reads: (string | null)[] = [];
  const fetchPage = async (cursor: string | null): Promise<TrialLogPage> => {
    reads.push(cursor);
    const from = cursor === null ? 0 : Number(cursor);
    const next = from + pageSize;
    return {
      cursor,
      nextCursor: next < states.length ? String(next) : null,
      points: states.slice(from, next).map((state, index) => trialPoint({ number: from + index + 1, state })),
    };
  };
  return { states, reads, fetchPage };
}

const numbers = (log: Parameters<typeof pointsOf>[0]) => pointsOf(log).map((point) => point.number);

describe("refreshTrialLog", () => {
  it("reads every page of a study the first time", async () => {
    const server = study(Array(5).fill("completed"), 2);
    const log = await refreshTrialLog(EMPTY_TRIAL_LOG, server.fetchPage);
    expect(numbers(log)).toEqual([1, 2, 3, 4, 5]);
    expect(log.complete).toBe(true);
    expect(server.reads).toEqual([null, "2", "4"]);
  });

  it("afterwards reads only pages that hold unfinished trials, and the last", async () => {
    const server = study(["completed", "failed", "completed", "running", "completed", "pruned", "completed"], 2);
    const first = await refreshTrialLog(EMPTY_TRIAL_LOG, server.fetchPage);
    server.reads.length = 0;
    server.states[3] = "completed";
    server.states.push("running");
    const second = await refreshTrialLog(first, server.fetchPage);
    expect(server.reads).toEqual(["2", "6"]);
    expect(numbers(second)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(pointsOf(second)[3]?.state).toBe("completed");
  });

  it("goes on to new pages when the last one has filled", async () => {
    const server = study(["completed", "completed"], 2);
    const first = await refreshTrialLog(EMPTY_TRIAL_LOG, server.fetchPage);
    server.states.push("running", "queued", "queued");
    expect(numbers(await refreshTrialLog(first, server.fetchPage))).toEqual([1, 2, 3, 4, 5]);
  });

  it("stops at its bound and says that it is not complete", async () => {
    const server = study(Array(500).fill("completed"), 2);
    const log = await refreshTrialLog(EMPTY_TRIAL_LOG, server.fetchPage);
    expect(log.complete).toBe(false);
    expect(numbers(log)).toHaveLength(80);
  });
});
