/** Lines of several players in panels side by side, as SVG: x on a logarithmic scale. */
import * as echarts from "echarts";
import type { Entrant } from "../score/collect";

export interface Panel {
  readonly title: string;
  /** By player; who is missing has no line here. */
  readonly lines: ReadonlyMap<string, readonly (readonly [x: number, y: number])[]>;
}

interface Axis {
  readonly name: string;
  readonly min?: number;
  readonly max: number;
  /** Logarithmic when absent. */
  readonly linear?: boolean;
}

const COLUMNS = 2;
const WIDTH = 1120;
const ROW = 390;
const OURS = ["#0f766e", "#c2410c", "#7c3aed", "#be123c", "#1d4ed8"];
const RIVALS = ["#334155", "#64748b", "#94a3b8", "#a8a29e"];
const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3]] as const;

export function drawPanels(
  panels: readonly Panel[],
  { shown, x, y }: { readonly shown: readonly Entrant[]; readonly x: Axis; readonly y: Axis },
): string {
  const grids = panels.map((_, panel) => ({
    left: 70 + (panel % COLUMNS) * (WIDTH / COLUMNS),
    top: 90 + Math.floor(panel / COLUMNS) * ROW,
    width: WIDTH / COLUMNS - 100,
    height: ROW - 110,
  }));
  const height = 40 + ROW * Math.ceil(panels.length / COLUMNS);
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    textStyle: { fontFamily: "system-ui, sans-serif" },
    legend: { top: 12, itemWidth: 36, itemGap: 28, data: shown.map(({ name }) => name) },
    title: grids.map(({ left, top }, panel) => ({
      text: panels[panel].title,
      left: left - 5,
      top: top - 34,
      textStyle: { fontSize: 14, fontWeight: 600 },
    })),
    grid: grids,
    xAxis: grids.map((_, gridIndex) => ({ gridIndex, ...axisOf(x, 26), minorSplitLine: { show: false } })),
    yAxis: grids.map((_, gridIndex) => ({ gridIndex, ...axisOf(y, 46), axisLabel: { formatter: shortNumber } })),
    series: panels.flatMap(({ lines }, panel) =>
      shown.map(({ name, ours }) => ({
        name,
        type: "line" as const,
        xAxisIndex: panel,
        yAxisIndex: panel,
        symbol: "none",
        ...lineOf(shown, name, ours),
        data: (lines.get(name) ?? []).map((point) => [...point]),
      })),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function axisOf({ name, min, max, linear = false }: Axis, nameGap: number) {
  return {
    type: linear ? ("value" as const) : ("log" as const),
    ...(min !== undefined && { min }),
    max,
    name,
    nameLocation: "middle" as const,
    nameGap,
  };
}

const shortNumber = (value: number): string =>
  value !== 0 && value < 0.009 ? value.toExponential(0) : String(Number(value.toPrecision(2)));

/** Ours thick and coloured, rivals thin and grey, told apart by their dashes too. */
function lineOf(shown: readonly Entrant[], name: string, ours: boolean) {
  const place = shown.filter((entrant) => entrant.ours === ours).findIndex((entrant) => entrant.name === name);
  const colors = ours ? OURS : RIVALS;
  const color = colors[place % colors.length];
  return { color, lineStyle: { color, width: ours ? 3 : 1.8, type: ours ? "solid" : DASHES[place % DASHES.length] } };
}
