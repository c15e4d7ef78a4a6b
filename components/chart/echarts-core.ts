import { BoxplotChart, LineChart, ScatterChart } from "echarts/charts";
import { DataZoomComponent, GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

// Only what our plots draw with; a new kind of series is one more name here.
use([CanvasRenderer, BoxplotChart, LineChart, ScatterChart, GridComponent, TooltipComponent, DataZoomComponent]);

export const initChart = init;
