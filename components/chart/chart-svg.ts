import type { EChartsCoreOption } from "echarts/core";
import type { ChartView } from "./chart-canvas";
import { withShared } from "./chart-style";
import type { PictureView, PlotDrawing } from "./plot-drawing";

interface ChartSvgRequest {
  readonly buildOption: (view: ChartView) => EChartsCoreOption;
  readonly height: number;
}

/** A chart as SVG. The renderer for it is loaded when somebody first asks. */
export async function chartSvg({ buildOption, height }: ChartSvgRequest, view: PictureView): Promise<PlotDrawing> {
  const { colors, width, fontFamily } = view;
  const [{ initChart }, { installSvgRenderer }] = await Promise.all([
    import("./echarts-core"),
    import("./echarts-svg"),
  ]);
  installSvgRenderer();
  const chart = initChart(null, undefined, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption(withShared(buildOption({ colors, narrow: false, fontFamily }), { fontFamily }));
    return { svg: chart.renderToSVGString(), width, height };
  } finally {
    chart.dispose();
  }
}
