import { describe, expect, it } from "vitest";
import type { Verdict } from "../../clients/typescript/src/public.ts";
import { loadDataset } from "./dataset";
import { type Assignments, DEFAULT_ASSIGNMENTS } from "./search-space";
import { train } from "./work";

const all = await loadDataset(new URL("./data/digits.csv.gz", import.meta.url));
const data = {
  ...all,
  train: { features: all.train.features.subarray(0, 64 * 64), labels: all.train.labels.subarray(0, 64) },
};

/** A trial that answers each report as told, and writes down what the loop did, in order. */
function play(assignments: Partial<Assignments> = {}, verdict: (pass: number) => Verdict = () => "continue") {
  const calls: string[] = [];
  const trial = {
    assignments: { ...DEFAULT_ASSIGNMENTS, ...assignments },
    async report(pass: number) {
      calls.push(`report ${pass}`);
      return verdict(pass);
    },
    async fail(reason: unknown) {
      calls.push(`fail: ${reason}`);
      return { kind: "told", state: "failed" } as const;
    },
  };
  const leaving = new AbortController();
  return { calls, leaving, done: () => train(trial, { data, passes: 2, seed: 1, signal: leaving.signal }) };
}

describe("train", () => {
  it("reports every pass and gives the last accuracy", async () => {
    const { calls, done } = play();
    expect(await done()).toEqual({ validation_accuracy: expect.any(Number) });
    expect(calls).toEqual(["report 1", "report 2"]);
  });

  it.each(["stop", "pause", "lost"] as const)("ends early on %s, with what there is", async (verdict) => {
    const { calls, done } = play({}, () => verdict);
    expect(await done()).toEqual({ validation_accuracy: expect.any(Number) });
    expect(calls).toEqual(["report 1"]);
  });

  it("tells a diverged training as failed, after reporting its loss", async () => {
    const { calls, done } = play({ learning_rate: 1e300, momentum: 0.9 });
    expect(await done()).toBeUndefined();
    expect(calls).toEqual(["report 1", "fail: The loss is NaN after pass 1."]);
  });

  it("throws what training throws, for the client to tell as failed", async () => {
    await expect(play({ width: -1 }).done()).rejects.toThrow(RangeError);
  });

  it("leaves after the pass in which it is asked to, without a result", async () => {
    const scene = play({}, () => {
      scene.leaving.abort();
      return "continue";
    });
    expect(await scene.done()).toBeUndefined();
    expect(scene.calls).toEqual(["report 1"]);
  });
});
