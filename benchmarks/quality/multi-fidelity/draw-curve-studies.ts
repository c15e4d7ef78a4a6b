/** Mean regret of what would be recommended against resource and against simulated time: a picture as SVG. */
import { drawPanels, type Panel } from "../report/draw-panels";
import type { Entrant } from "../score/collect";
import { lastSeconds, type Played, regretOf } from "./report-curves";

const POINTS = 60;
/** Of the rest, lines would hide one another. */
const SHOWN: ReadonlySet<string> = new Set([
  "asha-promote",
  "hyperband",
  "asha-stop-random",
  "none",
  "optuna-hyperband",
  "optuna-median",
  "optuna-none",
]);

export function drawCurveStudies(played: readonly Played[], { units }: { readonly units: number }): string {
  const entrants = new Map(played.map(({ name, ours }): [string, Entrant] => [name, { name, ours }]));
  const shown = [...entrants.values()].filter(({ name }) => SHOWN.has(name));
  const panel = (title: string, by: "units" | "seconds", most: number): Panel => ({
    title,
    lines: new Map(
      shown.map(({ name }) => [
        name,
        Array.from({ length: POINTS }, (_, at): [number, number] => {
          const share = (at + 1) / POINTS;
          return [100 * share, regretOf(played, name, { by, until: share * most }) ?? 1];
        }),
      ]),
    ),
  });
  return drawPanels(
    [panel("By resource", "units", units), panel("By simulated time", "seconds", lastSeconds(played))],
    {
      shown,
      x: { name: "% of the whole", min: 0, max: 100, linear: true },
      y: { name: "mean regret", min: 0.05, max: 1 },
    },
  );
}
