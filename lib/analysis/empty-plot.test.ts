import { expect, it } from "vitest";
import { emptyTrialPlot, emptyValuePlot, fewValuesHint } from "./empty-plot";
import { trialPoint } from "./testing/trial-point";

it("says nothing as soon as one trial has a finite value, completed or not", () => {
  expect(emptyValuePlot([trialPoint({ number: 0, values: { loss: 0 } })], "loss")).toBeNull();
  const pruned = trialPoint({ number: 1, state: "pruned", values: { loss: 2 } });
  expect(emptyValuePlot([trialPoint({ number: 0, state: "failed", values: {} }), pruned], "loss")).toBeNull();
});

it("tells a study without trials, one that waits, and one whose trials have no value apart", () => {
  const running = [0, 1].map((number) => trialPoint({ number, state: "running", values: {} }));
  const failed = [
    trialPoint({ number: 2, state: "failed", values: {} }),
    trialPoint({ number: 3, values: { loss: "NaN" } }),
    trialPoint({ number: 4, values: { accuracy: 1 } }),
  ];
  expect(emptyValuePlot([], "loss")?.title).toBe("No trial yet");
  expect(emptyValuePlot([...running, ...failed], "loss")?.text).toMatch(/^2 trials are under way\./);
  expect(emptyValuePlot(failed, "loss")?.text).toMatch(/^3 trials ended without a finite value of loss/);
});

it("has a trial to draw as a line once one was handed out", () => {
  expect(emptyTrialPlot([trialPoint({ number: 0, state: "running", values: {} })])).toBeNull();
  expect(emptyTrialPlot([])?.title).toBe("No trial yet");
  expect(emptyTrialPlot([trialPoint({ number: 0, state: "queued", values: {} })])?.title).toBe("No trial yet");
});

it("says of one or two values that they are few, and of none or three nothing", () => {
  const points = [0, 1, 2].map((number) => trialPoint({ number, values: { loss: number } }));
  const waiting = trialPoint({ number: 3, state: "running", values: {} });
  const hint = (count: number) => fewValuesHint([...points.slice(0, count), waiting], "loss");
  expect([hint(0), hint(3)]).toEqual([undefined, undefined]);
  expect(hint(1)).toMatch(/^1 value so far/);
  expect(hint(2)).toMatch(/^2 values so far/);
});
