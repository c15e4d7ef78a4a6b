/** The track's report: targets hit by dimension and by kind of function, beside the rivals', as Markdown. */
import { table } from "../report/markdown";
import type { Interval } from "../score/bootstrap";
import { GROUPS } from "./bbob/bbob-function";
import { bbobFunctions } from "./bbob/bbob-instance";
import { hitRatio, type Part, type Player, targetsHit } from "./bbob-results";
import { BUDGETS, DIMENSIONS } from "./bbob-runs";

interface Column {
  readonly title: string;
  readonly part: Part;
}

const COLUMNS: readonly Column[] = [
  { title: "all", part: {} },
  ...DIMENSIONS.map((dimensions) => ({ title: `D = ${dimensions}`, part: { dimensions } })),
  ...GROUPS.map((group) => ({ title: group, part: { group } })),
];
/** What the goal allows us to be behind. */
const BEHIND = 0.9;

export function reportManyTrials(players: readonly Player[]): string {
  return [
    "# Many trials: the 24 functions of BBOB",
    "Percentage of COCO's 51 targets (f_opt + 10^2 … 10^-8) that were reached, mean over functions, dimensions and instances.",
    ...BUDGETS.flatMap((budget) => hitTable(players, budget)),
    ...BUDGETS.flatMap((budget) => ratioTable(players, budget)),
    ...BUDGETS.flatMap((budget) => functionTable(players, budget)),
  ].join("\n\n");
}

function hitTable(players: readonly Player[], budget: number): string[] {
  const rows = players.map(({ name, traces }) => [
    name,
    ...COLUMNS.map(({ part }) => percent(targetsHit({ traces }, part, budget))),
    traces.length,
  ]);
  return [
    `## Targets hit after ${budget} D evaluations`,
    table(["player", ...COLUMNS.map(({ title }) => title), "runs"], rows),
  ];
}

function ratioTable(players: readonly Player[], budget: number): string[] {
  const rows = pairsOf(players).map(([one, other]) => [
    `${one.name} ÷ ${other.name}`,
    ...COLUMNS.map(({ part }) => interval(hitRatio({ one, other, part, budget }))),
  ]);
  if (rows.length === 0) return [];
  return [
    `## Ours ÷ rival after ${budget} D evaluations`,
    "On the runs that both have; in brackets 95 % by resampling functions.",
    table(["", ...COLUMNS.map(({ title }) => title)], rows),
  ];
}

const pairsOf = (players: readonly Player[]): (readonly [Player, Player])[] =>
  players
    .filter(({ ours }) => ours)
    .flatMap((one) => players.filter(({ ours }) => !ours).map((other) => [one, other] as const));

function functionTable(players: readonly Player[], budget: number): string[] {
  const rows = bbobFunctions.map(({ id, name }) => {
    const shares = players.map((player) => targetsHit(player, { id }, budget));
    const rivals = shares.flatMap((share, index) => (players[index].ours || share === null ? [] : [share]));
    const cells = shares.map((share, index) => {
      const behind = players[index].ours && share !== null && rivals.some((rival) => share < BEHIND * rival);
      return behind ? `_${percent(share)}_` : percent(share);
    });
    return [`f${id} ${name}`, ...cells];
  });
  return [
    `## By function after ${budget} D evaluations`,
    "In italics: one of ours more than 10 % behind a rival.",
    table(["function", ...players.map(({ name }) => name)], rows),
  ];
}

const percent = (share: number | null): string => (share === null ? "–" : (100 * share).toFixed(1));

const interval = (ratio: Interval | null): string =>
  ratio === null ? "–" : `${ratio.mean.toFixed(2)} (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)})`;
