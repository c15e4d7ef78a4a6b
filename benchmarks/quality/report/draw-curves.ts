/** Mean regret against the number of trials, over all problems and for each family: a picture as SVG. */
import { CURVE_POINTS } from "../play/play-study";
import { average } from "../score/bootstrap";
import type { Entrant, ProblemResult } from "../score/collect";
import { meanRegret } from "../score/compare";
import { drawPanels, type Panel } from "./draw-panels";

interface Drawn {
  readonly entrants: readonly Entrant[];
  readonly results: readonly ProblemResult[];
}

interface Drawing {
  readonly families: readonly string[];
  readonly budget: number;
}

export function drawCurves({ entrants, results }: Drawn, { families, budget }: Drawing): string {
  const points = CURVE_POINTS.filter((count) => count <= budget);
  const shown = entrants.filter(({ name }) => results.some(({ regrets }) => regrets.has(name)));
  const parts = [
    { title: "All problems", family: null },
    ...families.map((family) => ({ title: family[0].toUpperCase() + family.slice(1), family })),
  ];
  const panels = parts.flatMap(({ title, family }): Panel[] => {
    const own = results.filter((result) => family === null || result.family === family);
    if (own.length === 0) return [];
    return [
      { title: `${title} (${own.length})`, lines: new Map(shown.map(({ name }) => [name, lineOf(own, name, points)])) },
    ];
  });
  return drawPanels(panels, {
    shown,
    x: { name: "trials", min: 1, max: budget },
    y: { name: "mean regret", max: 1 },
  });
}

function lineOf(results: readonly ProblemResult[], name: string, points: readonly number[]): [number, number][] {
  return points.flatMap((count): [number, number][] => {
    const place = CURVE_POINTS.indexOf(count);
    const regrets = results.flatMap((result) => meanRegret(result, name, place) ?? []);
    const regret = regrets.length > 0 ? average(regrets) : 0;
    // Nothing at all has no place on a logarithmic scale.
    return regret <= 0 ? [] : [[count, regret]];
  });
}
