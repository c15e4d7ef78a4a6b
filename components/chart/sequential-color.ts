import type { ChartColors } from "./chart-colors";

/** The color for a share from 0, the worst, to 1, the best: pale to strong, told by lightness alone. */
export function sequentialColor(colors: ChartColors, share: number): string {
  const { sequentialLow: low, sequentialMiddle: middle, sequentialHigh: high } = colors;
  return share < 0.5 ? mixColors(low, middle, share * 2) : mixColors(middle, high, share * 2 - 1);
}

/** A color between two that the browser resolved, as `rgb(…)` with or without commas. */
function mixColors(from: string, to: string, share: number): string {
  const [a, b] = [channels(from), channels(to)];
  return `rgb(${a.map((channel, index) => Math.round(channel + ((b[index] ?? channel) - channel) * share)).join(" ")})`;
}

function channels(color: string): readonly number[] {
  return (color.match(/[\d.]+/g) ?? ["0", "0", "0"]).slice(0, 3).map(Number);
}
