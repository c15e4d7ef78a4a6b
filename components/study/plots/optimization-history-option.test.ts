import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type ChartColors, chartColorNames } from "@/components/chart/chart-colors";
import { initChart } from "@/components/chart/echarts-core";
import { installSvgRenderer } from "@/components/chart/echarts-svg";
import { redrawChart } from "@/components/chart/redraw-chart";
import { type HistoryAxis, optimizationHistory } from "@/lib/analysis/optimization-history";
import { arbitraryPoints } from "@/lib/analysis/testing/arbitrary-points";
import { trialPoint } from "@/lib/analysis/testing/trial-point";
import type { TrialPoint } from "@/lib/analysis/trial-point";
import { optimizationHistoryOption } from "./optimization-history-option";

// Each colour its own, so that a mark of the wrong kind is seen.
const colors = Object.fromEntries(
  chartColorNames.map((name, index) => [name, `rgb(${index}, ${index}, ${index})`]),
) as unknown as ChartColors;

beforeAll(installSvgRenderer);

function optionOf(points: readonly TrialPoint[], axis: HistoryAxis = "trial", narrow = false) {
  const history = optimizationHistory({ points, objective: { metric: "loss", direction: "minimize" }, axis });
  const picture = { history, metric: "loss", axis, logarithmic: false, matching: null, selected: null };
  return optimizationHistoryOption(picture, { colors, narrow, fontFamily: "sans-serif" });
}

function newChart() {
  return initChart(null, undefined, { renderer: "svg", ssr: true, width: 600, height: 380 });
}

/** The marks that are drawn, without the names that the renderer counts up; those of one series in any order. */
function marksOf(chart: ReturnType<typeof newChart>): readonly string[] {
  return chart
    .renderToSVGString()
    .replaceAll(/zr\d+-/g, "zr-")
    .replaceAll(/cls-\d+/g, "cls")
    .split("\n")
    .toSorted();
}

function drawnInTurn(steps: readonly (readonly TrialPoint[])[]): readonly string[] {
  const chart = newChart();
  for (const points of steps) {
    redrawChart(chart, { animation: false, ...optionOf(points) });
    chart.renderToSVGString();
  }
  const marks = marksOf(chart);
  chart.dispose();
  return marks;
}

test("a plot that was redrawn shows what one drawn afresh shows: a lane that comes takes the axis's words with it", () => {
  const scored = [0, 1, 2].map((number) => trialPoint({ number, values: { loss: 3 - number } }));
  const running = trialPoint({ number: 3, state: "running" });
  const steps = [scored, [...scored, running], scored];
  for (let last = 1; last <= steps.length; last++) {
    expect(drawnInTurn(steps.slice(0, last))).toEqual(drawnInTurn(steps.slice(last - 1, last)));
  }
});

test("a plot redrawn from any trials to any others shows what one drawn afresh shows", () => {
  fc.assert(
    fc.property(arbitraryPoints("loss"), arbitraryPoints("loss"), (before, after) => {
      expect(drawnInTurn([before, after])).toEqual(drawnInTurn([after]));
    }),
    { numRuns: 50 },
  );
});

test.each([false, true])(
  "a trial without a value stands below the place its value would have, narrow: %s",
  (narrow) => {
    const chart = newChart();
    const scored = [0, 1, 2].map((number) => trialPoint({ number, values: { loss: 1e5 - number } }));
    redrawChart(chart, optionOf([...scored, trialPoint({ number: 3, state: "running" })], "trial", narrow));
    const at = (xAxisIndex: number) => [0, 9].map((trial) => chart.convertToPixel({ xAxisIndex }, trial));
    expect(at(1)).toEqual(at(0));
    chart.dispose();
  },
);

test("a plot that was zoomed into stays so when a lane comes with the next trial", () => {
  const chart = newChart();
  const zoom = () =>
    (chart.getOption().dataZoom as { start: number; end: number }[]).map(({ start, end }) => [start, end]);
  const scored = [0, 1, 2].map((number) => trialPoint({ number, values: { loss: 3 - number } }));
  redrawChart(chart, optionOf(scored));
  chart.dispatchAction({ type: "dataZoom", start: 20, end: 60 });
  redrawChart(chart, optionOf([...scored, trialPoint({ number: 3, state: "running" })]));
  expect(zoom()).toEqual([[20, 60]]);
  chart.dispose();
});

test("a value beyond the axis is marked at its edge: every scored trial has its mark", () => {
  const usual = Array.from({ length: 30 }, (_, number) =>
    trialPoint({ number, values: { loss: 1 + (number % 7) / 100 } }),
  );
  for (const objective of [
    { wild: 50, direction: "minimize" },
    { wild: -50, direction: "maximize" },
  ] as const) {
    const points = [...usual, trialPoint({ number: 30, values: { loss: objective.wild } })];
    const history = optimizationHistory({ points, objective: { metric: "loss", ...objective }, axis: "trial" });
    expect(history.fence.beyond).toBe(1);
    const picture = {
      history,
      metric: "loss",
      axis: "trial",
      logarithmic: false,
      matching: null,
      selected: null,
    } as const;
    const chart = newChart();
    redrawChart(chart, optimizationHistoryOption(picture, { colors, narrow: false, fontFamily: "sans-serif" }));
    expect(marksOf(chart).filter((mark) => mark.includes('series_index="0"'))).toHaveLength(31);
    chart.dispose();
  }
});
