/** Targets hit against evaluations: the empirical distribution of the run lengths, over all functions and by group. */
import { drawPanels, type Panel } from "../report/draw-panels";
import { GROUPS } from "./bbob/bbob-function";
import { type Part, type Player, targetsHit } from "./bbob-results";
import { BUDGET_MAX } from "./bbob-runs";

const STEPS = 40;
/** Evenly on a logarithmic scale, from two evaluations for each dimension on. */
const FIRST = 2;
const PLACES = Array.from({ length: STEPS + 1 }, (_, step) => FIRST * (BUDGET_MAX / FIRST) ** (step / STEPS));

export function drawTargets(players: readonly Player[]): string {
  const panels = [
    panelOf("All functions", {}, players),
    ...GROUPS.map((group) => panelOf(group[0].toUpperCase() + group.slice(1), { group }, players)),
  ];
  const shares = panels.flatMap(({ lines }) => [...lines.values()].flat().map(([, share]) => share));
  return drawPanels(panels, {
    shown: players,
    x: { name: "evaluations / D", min: FIRST, max: BUDGET_MAX },
    y: { name: "share of targets hit", max: Math.ceil(10 * Math.max(...shares)) / 10, linear: true },
  });
}

function panelOf(title: string, part: Part, players: readonly Player[]): Panel {
  return {
    title,
    lines: new Map(
      players.map((player) => [
        player.name,
        PLACES.map((place) => [place, targetsHit(player, part, place) ?? 0] as const),
      ]),
    ),
  };
}
