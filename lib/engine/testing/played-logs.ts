/**
 * Logs of studies with a scheduler, played by unruly workers: they report again, late, in leaps and not a number, they fail,
 * resume, and write checkpoints or not. Played through the scheduler itself, so that each trial trains as far as it may.
 */
import fc from "fast-check";
import { type Outcome, toLosses } from "../history";
import type { Objective } from "../problem";
import { type Answer, followEvent, type Schedule, type SchedulerEvent } from "../scheduler/follow-log";
import { EMPTY_TABLE, type Member, type RungTable, standingVerdict } from "../scheduler/rung-table";

/** An event with values as users report them. */
export type ValueEvent =
  | Exclude<SchedulerEvent, { kind: "measure" | "end" }>
  | {
      readonly kind: "measure";
      readonly trial: number;
      readonly step: number;
      readonly value: number;
      readonly cost: number;
    }
  | { readonly kind: "end"; readonly trial: number; readonly outcome: Outcome };

export interface PlayedLog {
  readonly events: readonly ValueEvent[];
  readonly answers: readonly Answer[];
  /** The table before each event, and at the end. */
  readonly tables: readonly RungTable[];
}

/** Half of the ends are completions. */
const OUTCOMES: readonly Outcome[] = [
  "completed",
  "failed",
  "completed",
  "infeasible",
  "completed",
  "cancelled",
  "completed",
  "pruned",
];
const SPECIAL = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

const step = fc.record({
  deed: fc.constantFrom(
    ...(["start", "start", "train", "train", "train", "train", "again", "checkpoint", "free", "free", "end"] as const),
  ),
  pick: fc.nat(1_000),
  leap: fc.constantFrom(1, 1, 1, 2, 5, 30),
  value: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -5, max: 20 }) }, fc.constantFrom(...SPECIAL)),
});
type Deed = ReturnType<typeof step.generate>["value"];

export interface LogWishes {
  readonly logs: number;
  readonly seed: number;
  /** Whether no two results may be equal. */
  readonly distinct?: boolean;
  readonly resourceMax: number;
}

/** Number of objectives as in `objectives`: each further one is a fixed function of the value, so that signs can be mirrored. */
export function playLogs(
  schedule: Schedule,
  objectives: readonly Objective[],
  wishes: LogWishes,
): readonly PlayedLog[] {
  const deeds = fc.array(step, { minLength: 20, maxLength: 90 });
  return fc
    .sample(deeds, { seed: wishes.seed, numRuns: wishes.logs })
    .map((log, index) => play(schedule, objectives, index % 5 === 0 ? log.map(gloomy) : log, wishes));
}

/** Most values are no numbers, so that these come to be among the best of a rung. */
function gloomy(deed: Deed): Deed {
  return deed.pick % 4 > 0 ? { ...deed, value: Number.NaN } : deed;
}

function play(
  schedule: Schedule,
  objectives: readonly Objective[],
  deeds: readonly Deed[],
  { distinct = false, resourceMax }: LogWishes,
): PlayedLog {
  const events: ValueEvent[] = [];
  const answers: Answer[] = [];
  const tables: RungTable[] = [EMPTY_TABLE];
  for (const [index, deed] of deeds.entries()) {
    const table = tables[tables.length - 1];
    const value = distinct ? deed.value + index / 1_000 : deed.value;
    const event = eventOf({ ...deed, value }, table, { events, resourceMax });
    if (!event) continue;
    const followed = followEvent(schedule, table, toSchedulerEvent(objectives, event));
    events.push(event);
    answers.push(followed.answer);
    tables.push(followed.table);
  }
  return { events, answers, tables };
}

function eventOf(
  { deed, pick, leap, value }: Deed,
  table: RungTable,
  { events, resourceMax }: { readonly events: readonly ValueEvent[]; readonly resourceMax: number },
): ValueEvent | null {
  if (deed === "start") return startOf(table, pick);
  if (deed === "free") return { kind: "free", workers: 1 + (pick % 3) };
  if (deed === "again")
    return events.filter(({ kind }) => kind === "measure" || kind === "start").at(-1 - (pick % 12)) ?? null;
  if (table.members.length === 0) return null;
  const any = table.members[pick % table.members.length];
  if (deed === "end")
    return pick % 3 > 0
      ? null
      : { kind: "end", trial: any.trial, outcome: OUTCOMES[Math.floor(pick / 3) % OUTCOMES.length] };
  const last = any.curve.at(-1)?.step ?? 0;
  if (deed === "checkpoint") return last > 0 ? { kind: "checkpoint", trial: any.trial, step: last } : null;
  return measureOf(pick % 12 === 0 ? any : runningMember(table, pick), { leap, value, resourceMax });
}

/** The child that a decision has asked for, if there is one, else a new trial. */
function startOf(table: RungTable, pick: number): ValueEvent {
  const trial = table.members.length;
  const parents = table.rungs.flatMap(({ results }) => results.flatMap(({ child }) => child?.parent ?? []));
  const parent = parents.find((number) => !table.members.some((member) => member.parent === number));
  if (parent !== undefined) return { kind: "start", trial, parent };
  const rate = 10 ** -(pick % 4);
  return { kind: "start", trial, assignments: { rate, layers: 1 + (pick % 8), optimizer: "adam" } };
}

function measureOf(
  member: Member,
  { leap, value, resourceMax }: { readonly leap: number; readonly value: number; readonly resourceMax: number },
): ValueEvent {
  const next = (member.curve.at(-1)?.step ?? 0) + leap;
  const reached = Math.min(next, member.target === null || leap === 30 ? resourceMax : Math.max(member.target, 1));
  return { kind: "measure", trial: member.trial, step: reached, value, cost: reached * (1 + (member.trial % 5)) };
}

/** One that trains; of one report in twelve the worker has not heard of its verdict. */
function runningMember(table: RungTable, pick: number): Member {
  const running = table.members.filter((member) => {
    const verdict = standingVerdict(table, member)?.verdict ?? "continue";
    return verdict === "continue" && member.ended === null;
  });
  const pool = running.length > 0 ? running : table.members;
  return pool[pick % pool.length];
}

/** As the border does it: values become losses. */
export function toSchedulerEvent(objectives: readonly Objective[], event: ValueEvent): SchedulerEvent {
  if (event.kind !== "measure") return event;
  const { value, ...rest } = event;
  const values = Object.fromEntries(objectives.map(({ metric }, index) => [metric, nthValue(value, index)]));
  return { ...rest, losses: toLosses(objectives, values) };
}

/** The value of a further objective: odd in the value, and in conflict with it. */
function nthValue(value: number, index: number): number {
  return index === 0 ? value : Math.sin(value * index * 7);
}
