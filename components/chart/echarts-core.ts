import { BoxplotChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { DataZoomComponent, GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

// Only what our plots draw with; a new kind of series is one more name here.
use([
  ...[CanvasRenderer, BoxplotChart, CustomChart, LineChart, ScatterChart],
  ...[GridComponent, MarkLineComponent, TooltipComponent, DataZoomComponent],
]);

export const initChart = init;
