import type { GroupWithTrials } from "../contract/repeat-groups";
import type { GroupStanding } from "../contract/repeats";
import { toNumber } from "../format/number";
import { valueFence } from "./value-fence";

/** A group of repeats as a row of the picture; places run from 0 to 1 along the common scale. */
export interface GroupRow {
  readonly id: string;
  /** Of its first trial. */
  readonly number: number;
  readonly mean: number | null;
  readonly stdError: number | null;
  readonly n: number;
  readonly ended: number;
  readonly standing: GroupStanding | null;
  /** It is not compared any more. */
  readonly isOut: boolean;
  readonly dots: readonly { readonly number: number; readonly place: number }[];
  /** One standard error to either side of the mean; null where there is no mean. */
  readonly spread: { readonly from: number; readonly at: number; readonly to: number } | null;
}

export interface GroupPicture {
  readonly low: number;
  readonly high: number;
  readonly rows: readonly GroupRow[];
}

const OUT: ReadonlySet<GroupStanding> = new Set(["eliminated", "outranked", "beaten", "withdrawn"]);

/** Groups on one scale. What lies beyond the usual values stands at the end of the scale. Null: nothing has a value. */
export function groupPicture(groups: readonly GroupWithTrials[]): GroupPicture | null {
  const told = groups.flatMap(({ trials }) => trials.flatMap(({ value }) => (value === null ? [] : [toNumber(value)])));
  const values = told.filter(Number.isFinite);
  if (values.length === 0) return null;
  const fence = valueFence(values);
  const low = fence.low ?? Math.min(...values);
  const high = fence.high ?? Math.max(...values);
  const place = (value: number): number =>
    // Halves: the difference of 1e308 and -1e308 is no number.
    high > low ? Math.min(1, Math.max(0, (value / 2 - low / 2) / (high / 2 - low / 2))) : 0.5;
  return { low, high, rows: groups.map((group) => toRow(group, place)) };
}

function toRow(group: GroupWithTrials, place: (value: number) => number): GroupRow {
  const { id, number, mean, std_error: stdError, n, ended, standing, trials } = group;
  const dots = trials.flatMap((trial) => {
    const value = trial.value === null ? Number.NaN : toNumber(trial.value);
    return Number.isFinite(value) ? [{ number: trial.number, place: place(value) }] : [];
  });
  const error = stdError ?? 0;
  return {
    id,
    number,
    mean,
    stdError,
    n,
    ended,
    standing,
    isOut: standing !== null && OUT.has(standing),
    dots,
    spread: mean === null ? null : { from: place(mean - error), at: place(mean), to: place(mean + error) },
  };
}

const SAID: Readonly<Record<GroupStanding, string>> = {
  winner: "won the last race",
  contender: "in the race",
  beaten: "beaten at the end",
  withdrawn: "left the search space",
  eliminated: "eliminated",
  outranked: "outranked",
};

export const describeStanding = (standing: GroupStanding): string => SAID[standing];
