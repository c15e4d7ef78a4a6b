import { describe, expect, it } from "vitest";
import { type AskResult, type HandedOutTrial, type Result, TellusError } from "./client";
import { loadDataset } from "./dataset";
import { type Assignments, DEFAULT_ASSIGNMENTS } from "./search-space";
import { type Job, work } from "./work";

const all = await loadDataset(new URL("./data/digits.csv.gz", import.meta.url));
const data = {
  ...all,
  train: { features: all.train.features.subarray(0, 64 * 64), labels: all.train.labels.subarray(0, 64) },
};

type Verdict = "continue" | "pause" | "stop";
const trial = (number: number, assignments: Partial<Assignments> = {}): HandedOutTrial<Assignments> => {
  return { id: `trl_${number}`, number, attempt: 1, assignments: { ...DEFAULT_ASSIGNMENTS, ...assignments } };
};
const handOut = (...trials: HandedOutTrial<Assignments>[]): AskResult<Assignments> => ({ trials, retry_after_s: null });
const refuse = (code: string): TellusError => new TellusError({ status: 409, code, message: code });
const FINISHED = refuse("study_finished");

/** Plays the server's answers and writes down what the loop did, in order. */
function play(script: {
  asks: (AskResult<Assignments> | Error)[];
  verdict?: (pass: number) => Verdict | Error;
  tell?: Error;
  signal?: AbortSignal;
}) {
  const calls: string[] = [];
  const told: Result[] = [];
  const orThrow = <Value>(value: Value | Error): Value => {
    if (value instanceof Error) throw value;
    return value;
  };
  const client: Job["client"] = {
    async ask<A>() {
      calls.push("ask");
      return orThrow(script.asks.shift() ?? new Error("The script has no further ask.")) as AskResult<A>;
    },
    async measure({ id }, pass) {
      calls.push(`measure ${id} ${pass}`);
      return { verdict: orThrow(script.verdict?.(pass) ?? "continue") };
    },
    async tell({ id }, result) {
      calls.push(`tell ${id} ${result.state}`);
      told.push(result);
      if (script.tell) throw script.tell;
    },
    async release({ id }) {
      calls.push(`release ${id}`);
    },
  };
  const signal = script.signal ?? new AbortController().signal;
  const job: Job = {
    client,
    studyId: "std_1",
    workerId: "w",
    data,
    passes: 2,
    seed: 1,
    signal,
    log: (m) => calls.push(m),
  };
  return { calls, told, done: work(job) };
}

describe("work", () => {
  it("measures every pass, tells the last values, and ends when the study is finished", async () => {
    const { calls, told, done } = play({ asks: [handOut(trial(1)), FINISHED] });
    await done;
    expect(calls).toEqual(["ask", "measure trl_1 1", "measure trl_1 2", "tell trl_1 completed", "ask"]);
    expect(told).toEqual([{ state: "completed", values: { validation_accuracy: expect.any(Number) } }]);
  });

  it("waits and asks again when there is nothing to hand out now", async () => {
    const startedAt = performance.now();
    const { calls, done } = play({ asks: [{ trials: [], retry_after_s: 0.2 }, FINISHED] });
    await done;
    expect(calls).toEqual(["ask", "ask"]);
    expect(performance.now() - startedAt).toBeGreaterThan(190);
  });

  it("ends training early on stop and still tells", async () => {
    const { calls, done } = play({ asks: [handOut(trial(1)), FINISHED], verdict: () => "stop" });
    await done;
    expect(calls).toEqual(["ask", "measure trl_1 1", "tell trl_1 completed", "ask"]);
  });

  it("gives the trial back on pause", async () => {
    const { calls, done } = play({ asks: [handOut(trial(1)), FINISHED], verdict: () => "pause" });
    await done;
    expect(calls).toEqual(["ask", "measure trl_1 1", "release trl_1", "ask"]);
  });

  it.each(["lease_lost", "state_conflict"])("drops a trial on %s and goes on with the next", async (code) => {
    const asks = [handOut(trial(1)), handOut(trial(2)), FINISHED];
    const { calls, done } = play({ asks, verdict: (pass) => (pass === 2 ? refuse(code) : "continue") });
    await done;
    expect(calls.filter((call) => call.startsWith("tell"))).toEqual([]);
    expect(calls.filter((call) => call === "ask")).toHaveLength(3);
  });

  it("asks anew when the answer to an ask was lost and its trial went to somebody else", async () => {
    const { calls, done } = play({ asks: [refuse("lease_lost"), FINISHED] });
    await done;
    expect(calls).toEqual(["ask", "ask"]);
  });

  it("tells a diverged training as failed, after measuring its loss", async () => {
    const diverging = trial(1, { learning_rate: 1e300, momentum: 0.9 });
    const { calls, told, done } = play({ asks: [handOut(diverging), FINISHED] });
    await done;
    expect(calls).toEqual(["ask", "measure trl_1 1", "tell trl_1 failed", "ask"]);
    expect(told[0]).toEqual({ state: "failed", reason: "The loss is NaN after pass 1." });
  });

  it("tells an exception of the training as failed, with its reason", async () => {
    const { told, done } = play({ asks: [handOut(trial(1, { width: -1 })), FINISHED] });
    await done;
    expect(told).toEqual([{ state: "failed", reason: expect.stringContaining("RangeError") }]);
  });

  it("gives the trial back when asked to leave", async () => {
    const leaving = new AbortController();
    const verdict = (): Verdict => {
      leaving.abort();
      return "continue";
    };
    const { calls, done } = play({ asks: [handOut(trial(1))], verdict, signal: leaving.signal });
    await done;
    expect(calls).toEqual(["ask", "measure trl_1 1", "release trl_1"]);
  });

  it("does not call a failing server a failed trial", async () => {
    const { told, done } = play({ asks: [handOut(trial(1))], verdict: () => refuse("unavailable") });
    await expect(done).rejects.toMatchObject({ code: "unavailable" });
    expect(told).toEqual([]);
  });
});
