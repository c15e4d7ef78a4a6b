import type { z } from "zod";
import type { endGroup, GroupWithTrials } from "../contract/repeat-groups";
import type { GroupStanding, Repeats } from "../contract/repeats";
import type { TrialDetail } from "../contract/trial";
import { countOf } from "../format/count";
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
  /** Somebody ended it. */
  readonly endedEarly: boolean;
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
  const { id, number, mean, std_error: stdError, n, ended, ended_early: endedEarly, standing, trials } = group;
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
    endedEarly,
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
  withdrawn: "left the race",
  eliminated: "eliminated",
  outranked: "outranked",
};

export const describeStanding = (standing: GroupStanding): string => SAID[standing];

/** Whether ending the group of a trial would change anything: something of it is open, or more of it may be made. */
export function mayEndGroup(trial: Pick<TrialDetail, "siblings" | "group_ended_early">, { max }: Repeats): boolean {
  if (trial.group_ended_early || trial.siblings.length === 0) return false;
  const isOpen = trial.siblings.some(({ state }) => state === "queued" || state === "running" || state === "paused");
  const members = trial.siblings.filter(({ index, state }) => index !== null && state !== "cancelled");
  return isOpen || members.length < max;
}

/** What is said once a group was ended. */
export function saidOfGroupEnd({ stopping, cancelled }: z.infer<typeof endGroup.output>): string {
  const trials = [
    ...(cancelled === 0 ? [] : [`${countOf(cancelled, "trial")} cancelled`]),
    ...(stopping === 0 ? [] : [`${countOf(stopping, "trial")} will stop with the next report`]),
  ];
  return trials.length === 0 ? "The group has ended" : `The group has ended: ${trials.join(", ")}`;
}
