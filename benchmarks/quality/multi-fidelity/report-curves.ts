/** Regret of what would be recommended, by resource and by simulated time, and how soon the rival's last value is reached. */
import { average } from "../score/bootstrap";
import { normalizedRegret } from "../score/regret";
import type { CurveTable } from "./curve-table";
import type { CurveTrace } from "./incumbent";

export interface Played {
  readonly name: string;
  readonly ours: boolean;
  readonly problem: string;
  readonly table: CurveTable;
  readonly traces: readonly CurveTrace[];
}

interface Frame {
  readonly workers: number;
  readonly units: number;
}

const SHARES = [0.1, 0.25, 0.5, 1] as const;
const YARDSTICK = "optuna-hyperband";
/** So many places along the budget are looked at for when a value is reached. */
const PLACES = 100;

export function reportCurves(played: readonly Played[], { workers, units }: Frame): string {
  const names = [...new Set(played.map(({ name }) => name))];
  const duration = lastSeconds(played);
  const goal = regretOf(played, YARDSTICK, { by: "units", until: units });
  const rows = names.map((name) => {
    const byUnits = SHARES.map((share) => cell(regretOf(played, name, { by: "units", until: share * units })));
    const byTime = SHARES.slice(0, 3).map((share) =>
      cell(regretOf(played, name, { by: "seconds", until: share * duration })),
    );
    const title = played.some((one) => one.name === name && one.ours) ? `**${name}**` : name;
    const byLuck = cell(errorOf(played, name, { by: "units", until: units }));
    return `| ${[title, ...byUnits, byLuck, ...byTime, reachedAt(played, name, { goal, units }), seedsOf(played, name)].join(" | ")} |`;
  });
  const head = [
    "player",
    ...SHARES.map((share) => `${100 * share} % of the resource`),
    "± over seeds",
    ...SHARES.slice(0, 3).map((share) => `${100 * share} % of the time`),
    `resource to ${YARDSTICK}'s last value`,
    "seeds",
  ];
  return [
    `## ${workers} workers`,
    "",
    `Mean regret over ${new Set(played.map(({ problem }) => problem)).size} problems; ${units} units, time until the last incumbent of all changed.`,
    "",
    `| ${head.join(" | ")} |`,
    `| --- |${head
      .slice(1)
      .map(() => " ---: |")
      .join("")}`,
    ...rows,
    "",
  ].join("\n");
}

interface Until {
  readonly by: "units" | "seconds";
  readonly until: number;
}

/** On every problem at least so many. */
function seedsOf(played: readonly Played[], name: string): number {
  const own = played.filter((one) => one.name === name);
  return own.reduce((least, { traces }) => Math.min(least, traces.length), Number.POSITIVE_INFINITY);
}

/** Mean over the problems of the mean over seeds; null for who has not played. */
export function regretOf(played: readonly Played[], name: string, until: Until): number | null {
  const own = regretsOf(played, name, until);
  return own.length === 0 ? null : average(own.map(average));
}

/** Standard error of that mean, the problems being what they are: with other seeds it would be elsewhere. */
function errorOf(played: readonly Played[], name: string, until: Until): number | null {
  const own = regretsOf(played, name, until);
  if (own.length === 0 || own.some((regrets) => regrets.length < 2)) return null;
  const variances = own.map((regrets) => {
    const mean = average(regrets);
    const squares = regrets.reduce((sum, regret) => sum + (regret - mean) ** 2, 0);
    return squares / (regrets.length - 1) / regrets.length;
  });
  return Math.sqrt(variances.reduce((sum, variance) => sum + variance, 0)) / own.length;
}

/** By problem and seed. */
function regretsOf(played: readonly Played[], name: string, { by, until }: Until): number[][] {
  const own = played.filter((one) => one.name === name);
  return own.map(({ table, traces }) => {
    const scale = { direction: "minimize", random: table.random, best: table.best } as const;
    return traces.map(({ incumbents }) => {
      const reached = incumbents.filter(([units, seconds]) => (by === "units" ? units : seconds) <= until);
      return normalizedRegret(reached.at(-1)?.[2] ?? null, scale);
    });
  });
}

function reachedAt(
  played: readonly Played[],
  name: string,
  { goal, units }: { readonly goal: number | null; readonly units: number },
): string {
  if (goal === null) return "";
  for (let place = 1; place <= PLACES; place += 1) {
    const regret = regretOf(played, name, { by: "units", until: (place * units) / PLACES });
    if (regret !== null && regret <= goal) return `${place} %`;
  }
  return "not reached";
}

/** When the last incumbent of all changed. */
export function lastSeconds(played: readonly Played[]): number {
  const ends = played.flatMap(({ traces }) => traces.map(({ incumbents }) => incumbents.at(-1)?.[1] ?? 0));
  return ends.reduce((latest, seconds) => Math.max(latest, seconds), 0);
}

const cell = (value: number | null): string => (value === null ? "" : value.toFixed(3));
