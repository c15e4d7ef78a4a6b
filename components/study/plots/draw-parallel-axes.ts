import type { Brushes } from "@/lib/analysis/parallel-coordinates";
import { fitText } from "@/lib/format/cut-middle";
import { axisX, nameRoom, type ParallelLayout, placeY } from "./parallel-layout";
import type { CanvasView } from "./use-canvas";

interface AxesPicture {
  readonly layout: ParallelLayout;
  readonly brushes: Brushes;
}

/** Left of an axis, as far as the first one has room. */
const TICK_ROOM = 54;

/** The axes of a picture in a file; on the page they are elements that can be taken hold of (`ParallelAxisView`). */
export function drawParallelAxes(view: Omit<CanvasView, "width">, { layout, brushes }: AxesPicture): void {
  const { pen, colors, fontFamily } = view;
  pen.globalAlpha = 1;
  pen.lineWidth = 1;
  layout.axes.forEach(({ key, name, axis, field }, index) => {
    const x = axisX(index, layout);
    const flipped = layout.flipped.has(key);
    const brush = brushes[key];
    pen.strokeStyle = colors.lineStrong;
    pen.beginPath();
    pen.moveTo(x, placeY(0, false));
    pen.lineTo(x, placeY(1, false));
    for (const { at } of axis.ticks) {
      pen.moveTo(x - 3, placeY(at, flipped));
      pen.lineTo(x, placeY(at, flipped));
    }
    pen.stroke();
    if (brush !== undefined) {
      const [from, to] = [placeY(brush.low, flipped), placeY(brush.high, flipped)];
      pen.globalAlpha = 0.25;
      pen.fillStyle = colors.accent;
      pen.fillRect(x - 7, Math.min(from, to), 14, Math.max(2, Math.abs(from - to)));
      pen.globalAlpha = 1;
    }
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    pen.font = `10px ${fontFamily}`;
    pen.fillStyle = colors.inkSoft;
    const widthOf = (text: string) => pen.measureText(text).width;
    for (const { at, label } of axis.ticks)
      pen.fillText(fitText(label, TICK_ROOM, widthOf), x - 6, placeY(at, flipped));
    pen.textAlign = "center";
    pen.textBaseline = "alphabetic";
    pen.font = `12px ${fontFamily}`;
    pen.fillStyle = field.kind === "value" ? colors.accent : colors.ink;
    pen.fillText(fitText(name, nameRoom(index, layout), widthOf), x, 20);
    pen.font = `10px ${fontFamily}`;
    pen.fillStyle = colors.inkFaint;
    const scale = axis.scale === "linear" || axis.scale === "category" ? "" : axis.scale.replace("_", " ");
    pen.fillText(`${scale}${flipped ? " ↓" : ""}`, x, 33);
  });
}
