/** Mean regret against the number of trials, over all problems and for each family: a picture as SVG. */
import * as echarts from "echarts";
import { CURVE_POINTS } from "../play/play-study";
import { FAMILIES, type Family } from "../problems/problem";
import { average } from "../score/bootstrap";
import type { Collected, ProblemResult } from "../score/collect";
import { meanRegret } from "../score/compare";

interface Panel {
  readonly title: string;
  readonly family: Family | null;
}
const PANELS: readonly Panel[] = [
  { title: "All problems", family: null },
  ...FAMILIES.map((family) => ({ title: family[0].toUpperCase() + family.slice(1), family })),
];
const WIDTH = 1120;
const HEIGHT = 820;
const OURS = ["#0f766e", "#c2410c", "#7c3aed", "#be123c", "#1d4ed8"];
const RIVALS = ["#334155", "#64748b", "#94a3b8", "#a8a29e"];
const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3]] as const;

export function drawCurves({ entrants, results }: Collected, budget: number): string {
  const points = CURVE_POINTS.filter((count) => count <= budget);
  const shown = entrants.filter(({ name }) => results.some(({ regrets }) => regrets.has(name)));
  const panels = PANELS.filter((panel) => resultsOf(results, panel).length > 0);
  const grids = panels.map((_, panel) => ({
    left: 70 + (panel % 2) * (WIDTH / 2),
    top: 90 + Math.floor(panel / 2) * (HEIGHT / 2 - 20),
    width: WIDTH / 2 - 100,
    height: HEIGHT / 2 - 130,
  }));
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    textStyle: { fontFamily: "system-ui, sans-serif" },
    legend: { top: 12, itemWidth: 36, itemGap: 28, data: shown.map(({ name }) => name) },
    title: grids.map(({ left, top }, panel) => ({
      text: `${panels[panel].title} (${resultsOf(results, panels[panel]).length})`,
      left: left - 5,
      top: top - 34,
      textStyle: { fontSize: 14, fontWeight: 600 },
    })),
    grid: grids,
    xAxis: grids.map((_, gridIndex) => ({
      gridIndex,
      type: "log" as const,
      min: 1,
      max: budget,
      name: "trials",
      nameLocation: "middle" as const,
      nameGap: 26,
      minorSplitLine: { show: false },
    })),
    yAxis: grids.map((_, gridIndex) => ({
      gridIndex,
      type: "log" as const,
      max: 1,
      name: "mean regret",
      nameLocation: "middle" as const,
      nameGap: 46,
      axisLabel: {
        formatter: (value: number) => (value < 0.009 ? value.toExponential(0) : String(Number(value.toPrecision(2)))),
      },
    })),
    series: grids.flatMap((_, panel) =>
      shown.map(({ name, ours }) => ({
        name,
        type: "line" as const,
        xAxisIndex: panel,
        yAxisIndex: panel,
        symbol: "none",
        ...lineOf(shown, name, ours),
        data: points.flatMap((count) => {
          const regret = curveValue(resultsOf(results, panels[panel]), name, CURVE_POINTS.indexOf(count));
          return regret === null || regret <= 0 ? [] : [[count, regret]];
        }),
      })),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

const resultsOf = (results: readonly ProblemResult[], panel: Panel): readonly ProblemResult[] =>
  results.filter(({ family }) => panel.family === null || family === panel.family);

function curveValue(results: readonly ProblemResult[], name: string, place: number): number | null {
  const regrets = results.flatMap((result) => meanRegret(result, name, place) ?? []);
  return regrets.length > 0 ? average(regrets) : null;
}

/** Ours thick and coloured, rivals thin and grey, told apart by their dashes too. */
function lineOf(shown: Collected["entrants"], name: string, ours: boolean) {
  const place = shown.filter((entrant) => entrant.ours === ours).findIndex((entrant) => entrant.name === name);
  const colors = ours ? OURS : RIVALS;
  const color = colors[place % colors.length];
  return { color, lineStyle: { color, width: ours ? 3 : 1.8, type: ours ? "solid" : DASHES[place % DASHES.length] } };
}
