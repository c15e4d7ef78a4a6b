/** A color between two that the browser resolved, as `rgb(…)` with or without commas. */
export function mixColors(from: string, to: string, share: number): string {
  const [a, b] = [channels(from), channels(to)];
  return `rgb(${a.map((channel, index) => Math.round(channel + ((b[index] ?? channel) - channel) * share)).join(" ")})`;
}

function channels(color: string): readonly number[] {
  return (color.match(/[\d.]+/g) ?? ["0", "0", "0"]).slice(0, 3).map(Number);
}
