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
  pruned: "--state-pruned",
  failed: "--state-failed",
  infeasible: "--state-infeasible",
} as const;

export type ChartColors = Readonly<Record<keyof typeof tokens, string>>;

/** The product's colours as a canvas needs them: resolved, for the theme in force at `element`. */
export function readChartColors(element: HTMLElement): ChartColors {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const colors = Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, read(token)]));
  probe.remove();
  return colors as ChartColors; // one entry per token, made on the lines above
}
