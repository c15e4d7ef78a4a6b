import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

export function installSvgRenderer(): void {
  use([SVGRenderer]);
}
