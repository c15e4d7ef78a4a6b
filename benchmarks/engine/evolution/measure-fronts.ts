import type { Losses } from "@/lib/engine/pareto/dominance";
import { nonDominatedFronts } from "@/lib/engine/pareto/fronts";
import { hypervolume } from "@/lib/engine/pareto/hypervolume";
import { standardNormal } from "@/lib/engine/rng/distributions";
import { makeRng } from "@/lib/engine/rng/rng";

interface FrontFigure {
  readonly task: string;
  readonly objectives: number;
  readonly points: number;
  /** CPU milliseconds, the median of `ROUNDS`. */
  readonly ms: number;
}

const ROUNDS = 5;
const SORTED = 10_000;
const VOLUMES = [
  { objectives: 2, points: 10_000 },
  { objectives: 3, points: 1_000 },
  { objectives: 4, points: 200 },
  { objectives: 5, points: 100 },
];

/** What several objectives cost: sorting points into fronts, and the exact volume below a front. */
export function measureFronts(): { readonly text: string; readonly figures: readonly FrontFigure[] } {
  const anywhere = pointsOf(SORTED, 3, (rng) => rng.uniform());
  const figures = [
    { task: "sorting, anywhere in the cube", ...measured(anywhere, nonDominatedFronts) },
    { task: "sorting, all on one front", ...measured(frontOf(SORTED, 3), nonDominatedFronts) },
    ...VOLUMES.map(({ points, objectives }) => {
      const reference = new Array<number>(objectives).fill(1.1);
      return {
        task: "hypervolume",
        ...measured(frontOf(points, objectives), (front) => hypervolume(front, reference)),
      };
    }),
  ];
  const rows = figures.map(
    ({ task, objectives, points, ms }) =>
      `| ${task} | ${objectives} | ${points.toLocaleString("en-US")} | ${ms.toFixed(1)} |`,
  );
  const head = "| | objectives | points | CPU ms |\n| --- | ---: | ---: | ---: |";
  return { text: `Fronts:\n\n${head}\n${rows.join("\n")}`, figures };
}

function measured(points: readonly Losses[], task: (points: readonly Losses[]) => unknown) {
  const times = Array.from({ length: ROUNDS }, () => {
    const { user, system } = process.cpuUsage();
    task(points);
    const spent = process.cpuUsage({ user, system });
    return (spent.user + spent.system) / 1_000;
  });
  const [median = Number.NaN] = times.toSorted((one, other) => one - other).slice(ROUNDS >> 1);
  return { objectives: points[0]?.length ?? 0, points: points.length, ms: median };
}

/** On the part of the unit sphere where all losses are positive: nobody dominates anybody. */
function frontOf(count: number, objectives: number): Losses[] {
  return pointsOf(count, objectives, (rng) => Math.abs(standardNormal(rng))).map((point) => {
    const length = Math.hypot(...point);
    return point.map((loss) => 1 - loss / length);
  });
}

function pointsOf(count: number, objectives: number, draw: (rng: ReturnType<typeof makeRng>) => number): number[][] {
  const rng = makeRng({ seed: "bench fronts", purpose: "points", number: objectives });
  return Array.from({ length: count }, () => Array.from({ length: objectives }, () => draw(rng)));
}
