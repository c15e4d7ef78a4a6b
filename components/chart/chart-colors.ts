const tokens = {
  ink: "--ink",
  inkSoft: "--ink-soft",
  inkFaint: "--ink-faint",
  line: "--line",
  lineStrong: "--line-strong",
  surface: "--surface",
  raised: "--raised",
  accent: "--accent",
  completed: "--state-completed",
  running: "--state-running",
  queued: "--state-queued",
  paused: "--state-paused",
  pruned: "--state-pruned",
  failed: "--state-failed",
  infeasible: "--state-infeasible",
  cancelled: "--state-cancelled",
  series1: "--series-1",
  series2: "--series-2",
  series3: "--series-3",
  series4: "--series-4",
  series5: "--series-5",
  series6: "--series-6",
  series7: "--series-7",
  series8: "--series-8",
  sequentialLow: "--sequential-low",
  sequentialMiddle: "--sequential-middle",
  sequentialHigh: "--sequential-high",
} as const;

export type ChartColor = keyof typeof tokens;
export const chartColorNames = Object.keys(tokens) as readonly ChartColor[]; // the keys of the object above
export type ChartColors = Readonly<Record<ChartColor, string>>;

/** The product's colours as a canvas needs them: resolved, for the theme in force at `element` or for the one asked for. */
export function readChartColors(element: HTMLElement, theme?: "light" | "dark"): ChartColors {
  const probe = document.createElement("span");
  probe.hidden = true;
  if (theme !== undefined) probe.style.colorScheme = theme;
  element.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const colors = Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, read(token)]));
  probe.remove();
  return colors as ChartColors; // one entry per token, made on the lines above
}
