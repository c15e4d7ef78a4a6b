import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTrialFilter } from "@/lib/domain/trial-filter/parse-trial-filter";
import { evaluateTrialFilter } from "@/lib/domain/trial-filter/testing/evaluate-trial-filter";
import { brushFilter, parallelAxes, parallelCoordinates, passes } from "./parallel-coordinates";
import { slicePlot } from "./slice";
import { trialPoint } from "./testing/trial-point";

const study = {
  search_space: {
    lr: { type: "float", low: 1e-4, high: 1, scale: "log" },
    optimizer: { type: "categorical", choices: ["sgd", "adam", null] },
    amp: { type: "bool" },
    seed: { type: "fixed", value: 7 },
  },
  objectives: [{ metric: "loss", direction: "minimize" as const }],
};
const point = (number: number, lr: number, loss: number) =>
  trialPoint({
    number,
    params: { lr, optimizer: (["sgd", "adam", null] as const)[number % 3] ?? null },
    values: { loss },
  });

describe("parallelCoordinates", () => {
  it("has an axis per parameter that varies and per objective, on the parameter's own scale", () => {
    const { axes, lines } = parallelCoordinates({ study, points: [point(0, 0.01, 1), point(1, 1, 2)] });
    expect(axes.map(({ name, axis }) => [name, axis.scale])).toEqual([
      ["lr", "log"],
      ["optimizer", "category"],
      ["amp", "category"],
      ["loss", "linear"],
    ]);
    expect(lines.find(({ number }) => number === 0)?.places[0]).toBeCloseTo(0.5);
  });

  it("leaves a gap where a parameter was inactive, and draws the best last", () => {
    const { lines } = parallelCoordinates({ study, points: [point(0, 0.01, 1), point(1, 1, 2), point(2, 1, 0.5)] });
    expect(lines.map(({ number }) => number)).toEqual([1, 0, 2]);
    expect(lines.every(({ places }) => places[2] === null)).toBe(true);
  });

  it("tells the lines of imported trials, and slices their dots, from all others", () => {
    const points = [point(0, 0.01, 1), { ...point(1, 1, 2), imported: true }];
    const imported = (marks: readonly { readonly number: number; readonly imported: boolean }[]) =>
      marks.filter((mark) => mark.imported).map(({ number }) => number);
    expect(imported(parallelCoordinates({ study, points }).lines)).toEqual([1]);
    const [objective] = study.objectives;
    if (objective === undefined) throw new Error("no objective");
    const slices = slicePlot({ study, points, objective });
    expect(imported(slices.panels[0]?.dots ?? [])).toEqual([1]);
    expect(slices.anyImported).toBe(true);
    expect(slicePlot({ study, points: points.slice(0, 1), objective }).anyImported).toBe(false);
  });

  it("shows the best k, and of very many the best and a sample", () => {
    const points = Array.from({ length: 1000 }, (_, index) => point(index, 0.1, Math.abs(index - 300)));
    const top = parallelCoordinates({ study, points, top: 3 });
    expect(top.lines.map(({ number }) => number)).toEqual([301, 299, 300]);
    const thinned = parallelCoordinates({ study, points, maxLines: 100 });
    expect(thinned).toMatchObject({ total: 1000, lines: { length: 100 } });
    expect(thinned.lines.slice(-50).every(({ number }) => Math.abs(number - 300) <= 25)).toBe(true);
  });

  it("keeps every place between the ends, for any values", () => {
    const wild = fc.record({ lr: fc.double(), loss: fc.double(), number: fc.nat() });
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 30 }), (trials) => {
        const points = trials.map(({ number, lr, loss }) => point(number, lr, loss));
        for (const { places } of parallelCoordinates({ study, points }).lines) {
          for (const place of places) expect(place === null || (place >= 0 && place <= 1)).toBe(true);
        }
      }),
      { seed: 9 },
    );
  });
});

describe("a brush", () => {
  const inside = fc.double({ min: 0.02, max: 0.98, noNaN: true });
  const stretch = fc.tuple(inside, inside).map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }));

  it("is the filter that leaves the lines which pass it, but for those at its very edge", () => {
    fc.assert(
      fc.property(stretch, stretch, fc.double({ min: 1e-4, max: 1, noNaN: true }), (lr, loss, value) => {
        const points = [point(3, value, 0.4), point(4, 0.01, 0), point(5, 0.01, 1)];
        const plot = parallelCoordinates({ study, points });
        const brushes = { "param lr": lr, "value loss": loss };
        const parsed = parseTrialFilter(brushFilter(plot.axes, brushes));
        if (parsed.kind !== "filter") throw new Error("a brush writes a filter that can be read");
        const line = plot.lines.find(({ number }) => number === 3);
        if (line === undefined) throw new Error("the line is drawn");
        const place = line.places[0] ?? 0;
        fc.pre(Math.abs(place - lr.low) > 1e-3 && Math.abs(place - lr.high) > 1e-3);
        fc.pre(Math.abs(0.4 - loss.low) > 1e-3 && Math.abs(0.4 - loss.high) > 1e-3);
        const trial = { ...BARE, number: 3, params: { lr: value }, values: { loss: 0.4 } };
        expect(evaluateTrialFilter(parsed.filter, trial)).toBe(passes(line, { axes: plot.axes, brushes }));
      }),
      { seed: 12 },
    );
  });

  it("names the categories whose bands it touches, and no bound at the end of an axis", () => {
    const axes = parallelAxes(study, [point(1, 1, 1)]);
    expect(brushFilter(axes, { "param optimizer": { low: 0.4, high: 1 }, "param lr": { low: 0, high: 0.5 } })).toBe(
      "params.lr <= 0.01 and params.optimizer in (adam, null)",
    );
  });
});

const BARE = {
  tags: [],
  group: null,
  state: "completed",
  attempt: 1,
  cost: null,
  duration: null,
  feasible: null,
  worker: null,
  sampler: "r",
};

describe("slicePlot", () => {
  it("has one panel per parameter, without the trials in which it was inactive or that have no value", () => {
    const points = [point(0, 0.1, 1), point(1, 0.1, Number.NaN), trialPoint({ number: 2, values: { loss: 3 } })];
    const { panels } = slicePlot({
      study,
      points,
      objective: study.objectives[0] ?? { metric: "", direction: "minimize" },
    });
    expect(panels.map(({ parameter, dots }) => [parameter, dots.length])).toEqual([
      ["lr", 1],
      ["optimizer", 1],
      ["amp", 0],
    ]);
  });
});
