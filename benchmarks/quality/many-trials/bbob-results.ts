/** Brings the traces of all players together, and says what share of the targets each has reached where. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { uniformIndex } from "@/lib/engine/rng/distributions";
import { makeRng } from "@/lib/engine/rng/rng";
import { OURS_FOLDER, RIVALS_FOLDER } from "../play/trace";
import { average, type Interval } from "../score/bootstrap";
import type { Entrant } from "../score/collect";
import type { Group } from "./bbob/bbob-function";
import { bbobFunctions, type InstanceName } from "./bbob/bbob-instance";
import { type BbobTrace, bbobFile, DIMENSIONS, readBbobTraces } from "./bbob-runs";
import { shareHit } from "./targets";

export interface Player extends Entrant {
  readonly traces: readonly BbobTrace[];
}

/** Everyone who has traces of runs in `runs`, ours first. */
export async function collectBbob(samplers: readonly string[], runs: readonly InstanceName[]): Promise<Player[]> {
  const wanted = new Set(runs.map(keyOf));
  const rivals = await readdir(path.join(RIVALS_FOLDER, "bbob")).catch((): string[] => []);
  const entrants = [
    ...samplers.map((name) => ({ name, ours: true, folder: OURS_FOLDER })),
    ...rivals.toSorted().map((file) => ({ name: path.basename(file, ".jsonl"), ours: false, folder: RIVALS_FOLDER })),
  ];
  const players: Player[] = [];
  for (const { name, ours, folder } of entrants) {
    const found = await readBbobTraces(bbobFile(folder, name));
    const traces = [...new Map(found.map((trace) => [keyOf(trace), trace])).values()];
    players.push({ name, ours, traces: traces.filter((trace) => wanted.has(keyOf(trace))) });
  }
  return players.filter(({ traces }) => traces.length > 0);
}

export const keyOf = ({ id, dimensions, instance }: InstanceName): string => `${id}/${dimensions}/${instance}`;

/** Which runs are meant; left out is all. */
export interface Part {
  readonly dimensions?: number;
  readonly group?: Group;
  readonly id?: number;
}

const groupOf = new Map(bbobFunctions.map(({ id, group }) => [id, group]));

export function tracesIn(traces: readonly BbobTrace[], { dimensions, group, id }: Part): BbobTrace[] {
  return traces.filter(
    (trace) =>
      (dimensions === undefined || trace.dimensions === dimensions) &&
      (group === undefined || groupOf.get(trace.id) === group) &&
      (id === undefined || trace.id === id),
  );
}

/** Mean over functions of the mean over their runs, after `budget` evaluations for each dimension; null without a run. */
export function targetsHit({ traces }: Pick<Player, "traces">, part: Part, budget: number): number | null {
  const own = sharesByFunction(tracesIn(traces, part), budget);
  return own.size === 0 ? null : average([...own.values()].map(average));
}

/** A function's runs count alike in each dimension, however many instances were played in it. */
function sharesByFunction(traces: readonly BbobTrace[], budget: number): Map<number, number[]> {
  return new Map(
    [...new Set(traces.map(({ id }) => id))].map((id) => {
      const byDimension = DIMENSIONS.flatMap((dimensions) => {
        const own = tracesIn(traces, { id, dimensions });
        return own.length === 0 ? [] : [average(own.map(({ hits }) => shareHit(hits, budget * dimensions)))];
      });
      return [id, byDimension];
    }),
  );
}

const FOLDS = 10_000;

export interface Comparison {
  readonly one: Player;
  readonly other: Player;
  readonly part: Part;
  readonly budget: number;
}

/** Targets that one hits for each that the other hits, on the runs both have; 95 % by resampling functions. */
export function hitRatio({ one, other, part, budget }: Comparison): Interval | null {
  const common = new Set(other.traces.map(keyOf));
  const own = tracesIn(one.traces, part).filter((trace) => common.has(keyOf(trace)));
  const keys = new Set(own.map(keyOf));
  const ours = sharesByFunction(own, budget);
  const theirs = sharesByFunction(
    tracesIn(other.traces, part).filter((trace) => keys.has(keyOf(trace))),
    budget,
  );
  const pairs = [...ours].map(([id, shares]) => [average(shares), average(theirs.get(id) ?? [0])] as const);
  const ratioOf = (drawn: readonly (readonly [number, number])[]): number =>
    average(drawn.map(([share]) => share)) / average(drawn.map(([, share]) => share));
  if (pairs.length === 0 || !Number.isFinite(ratioOf(pairs))) return null;
  const rng = makeRng({ seed: "tellus-bbob-bootstrap", purpose: `${one.name}/${other.name}`, number: budget });
  const ratios = Array.from({ length: FOLDS }, () => ratioOf(pairs.map(() => pairs[uniformIndex(rng, pairs.length)])));
  const finite = ratios.filter(Number.isFinite).toSorted((low, high) => low - high);
  const at = (share: number): number => finite[Math.round(share * (finite.length - 1))];
  return { mean: ratioOf(pairs), low: at(0.025), high: at(0.975) };
}
