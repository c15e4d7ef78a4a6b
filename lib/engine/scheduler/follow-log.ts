/**
 * Follows a study's log: each event adds rows to the table and has an answer. A fold, so the log in one go or in pieces,
 * through JSON or not, gives the same rows and the same answers. A decision belongs to (trial, rung): who reports again, or
 * late, hears what was decided.
 */
import type { Outcome } from "../history";
import type { Assignments } from "../space/space";
import {
  type Child,
  EMPTY_TABLE,
  type Member,
  memberOf,
  type Promotion,
  type RungLevel,
  type RungResult,
  type RungTable,
  resultOf,
  rungOf,
  rungOrEmpty,
  type Standing,
  standingVerdict,
  type Verdict,
  withMember,
  withRung,
} from "./rung-table";
import type { Placement, Scheduler, Setting } from "./scheduler";

export type SchedulerEvent =
  /** A new trial is handed out; as the child that a decision on `parent` asks for, or with assignments of its own. */
  | { readonly kind: "start"; readonly trial: number; readonly parent?: number; readonly assignments?: Assignments }
  | {
      readonly kind: "measure";
      readonly trial: number;
      readonly step: number;
      readonly losses: readonly number[] | null;
      readonly cost?: number;
    }
  | { readonly kind: "checkpoint"; readonly trial: number; readonly step: number }
  | {
      readonly kind: "end";
      readonly trial: number;
      readonly outcome: Outcome;
      /** The final observation; the last measurement when left out. */
      readonly losses?: readonly number[] | null;
    }
  /** Workers are free: who may go on? */
  | { readonly kind: "free"; readonly workers: number };

export type Answer =
  | { readonly kind: "placed"; readonly placement: Placement | null }
  | {
      readonly kind: "decided";
      readonly verdict: Verdict;
      readonly why: string;
      readonly target: number | null;
      readonly child?: Child;
    }
  | { readonly kind: "noted" }
  | { readonly kind: "promoted"; readonly promotions: readonly Promotion[] };

export interface Followed {
  readonly table: RungTable;
  readonly answer: Answer;
}

/** A scheduler with the study and the options it works for. */
export interface Schedule {
  readonly scheduler: Scheduler<unknown>;
  readonly setting: Setting<unknown>;
}

export function followLog(
  schedule: Schedule,
  events: readonly SchedulerEvent[],
  table: RungTable = EMPTY_TABLE,
): { readonly table: RungTable; readonly answers: readonly Answer[] } {
  const answers: Answer[] = [];
  let current = table;
  for (const event of events) {
    const followed = followEvent(schedule, current, event);
    current = followed.table;
    answers.push(followed.answer);
  }
  return { table: current, answers };
}

export function followEvent(schedule: Schedule, table: RungTable, event: SchedulerEvent): Followed {
  switch (event.kind) {
    case "start":
      return start(schedule, table, event);
    case "measure":
      return measure(schedule, table, event);
    case "checkpoint":
      return noteCheckpoint(table, event);
    case "end":
      return end(schedule, table, event);
    case "free":
      return promote(schedule, table, event.workers);
    default:
      return event satisfies never;
  }
}

function start(
  { scheduler, setting }: Schedule,
  table: RungTable,
  event: SchedulerEvent & { kind: "start" },
): Followed {
  const { trial, parent } = event;
  const known = memberOf(table, trial);
  if (known) return { table, answer: placed(known) };
  const origin = parent === undefined ? beginning(event) : childOf(table, parent);
  // The child of a decision is made once; a second one has no place.
  const placement = origin ? scheduler.place(setting, table, origin.parent) : null;
  if (!origin || !placement) return { table, answer: { kind: "placed", placement: null } };
  const member: Member = { trial, ...placement, ...origin, reached: -1, curve: [], checkpoint: 0, ended: null };
  return { table: { ...table, members: [...table.members, member] }, answer: placed(member) };
}

type Beginning = Pick<Member, "parent" | "from" | "assignments">;

function beginning({ assignments }: { readonly assignments?: Assignments }): Beginning {
  return { parent: null, from: 0, assignments: assignments ?? null };
}

function childOf(table: RungTable, parent: number): Beginning | null {
  const member = mustFind(table, parent);
  const child = resultOf(rungOf(table, member.bracket, member.reached), parent)?.child;
  if (!child || table.members.some((other) => other.parent === parent)) return null;
  return { parent, from: child.from, assignments: child.assignments };
}

function placed({ bracket, target }: Member): Answer {
  return { kind: "placed", placement: { bracket, target } };
}

function measure(schedule: Schedule, table: RungTable, event: SchedulerEvent & { kind: "measure" }): Followed {
  const { trial, step, losses, cost } = event;
  const member = mustFind(table, trial);
  const standing = standingVerdict(table, member);
  if (member.ended) return { table, answer: decided(standing, member) };
  const measured = withMember(
    table,
    withMeasurement(member, { step, losses, ...(cost === undefined ? {} : { cost }) }),
  );
  if (standing && standing.verdict !== "continue") return { table: measured, answer: decided(standing, member) };
  return decideRungs(schedule, measured, event);
}

/** Decides rung after rung for as long as the step reaches one and the trial goes on. */
function decideRungs(
  schedule: Schedule,
  table: RungTable,
  { trial, step }: { readonly trial: number; readonly step: number },
): Followed {
  const { scheduler, setting } = schedule;
  let current = table;
  for (;;) {
    const member = mustFind(current, trial);
    const standing = standingVerdict(current, member);
    const level = standing && standing.verdict !== "continue" ? null : scheduler.rungAt(setting, current, member, step);
    if (!level) return { table: current, answer: decided(standing, member) };
    const losses = member.curve.find((row) => row.step === step)?.losses ?? null;
    const { promotion, ...decision } = scheduler.decide(setting, current, { ...level, member, step, losses });
    current = addResult(schedule, current, level, { trial, step, losses, ...decision });
    if (promotion) current = addPromotion(current, promotion);
  }
}

function noteCheckpoint(
  table: RungTable,
  { trial, step }: { readonly trial: number; readonly step: number },
): Followed {
  const member = mustFind(table, trial);
  const checkpoint = Math.max(member.checkpoint, step);
  return { table: withMember(table, { ...member, checkpoint }), answer: { kind: "noted" } };
}

function end(schedule: Schedule, table: RungTable, event: SchedulerEvent & { kind: "end" }): Followed {
  const { trial, outcome } = event;
  const before = mustFind(table, trial);
  if (before.ended) return { table, answer: { kind: "noted" } };
  const member = { ...before, ended: outcome };
  let current = withMember(table, member);
  const standing = standingVerdict(table, before);
  // Who was paused or stopped has had its last verdict already, and its result stands in that rung.
  if (standing && standing.verdict !== "continue") return { table: current, answer: { kind: "noted" } };
  const last = member.curve.at(-1);
  const completed = outcome === "completed";
  const losses = completed ? (event.losses === undefined ? (last?.losses ?? null) : event.losses) : null;
  const verdict = completed ? "continue" : "stop";
  const why = completed ? "Completed before this rung; its final result counts." : `Ended as ${outcome}: ranked last.`;
  for (const level of schedule.scheduler.missed(schedule.setting, current, member)) {
    current = addResult(schedule, current, level, { trial, step: last?.step ?? 0, losses, verdict, why });
  }
  return { table: current, answer: { kind: "noted" } };
}

function promote({ scheduler, setting }: Schedule, table: RungTable, workers: number): Followed {
  const promotions = scheduler.promote(setting, table, workers);
  return { table: promotions.reduce(addPromotion, table), answer: { kind: "promoted", promotions } };
}

function addResult(
  { scheduler, setting }: Schedule,
  table: RungTable,
  level: RungLevel,
  result: RungResult,
): RungTable {
  const rung = rungOrEmpty(table, level);
  if (resultOf(rung, result.trial))
    throw new RangeError(`Trial ${result.trial} has a result in rung ${level.rung} already.`);
  const counted = withRung(table, { ...rung, results: [...rung.results, result] });
  const added = withMember(counted, { ...mustFind(table, result.trial), reached: level.rung });
  const opened = scheduler.open?.(setting, added, level) ?? [];
  return opened.reduce((current, next) => withRung(current, rungOrEmpty(current, next)), added);
}

function addPromotion(table: RungTable, promotion: Promotion): RungTable {
  const { trial, bracket, fromRung, target } = promotion;
  const rung = rungOf(table, bracket, fromRung);
  if (!rung) throw new RangeError(`Bracket ${bracket} has no rung ${fromRung}.`);
  const promoted = withRung(table, { ...rung, promotions: [...rung.promotions, promotion] });
  return withMember(promoted, { ...mustFind(table, trial), target });
}

function withMeasurement(member: Member, measurement: Member["curve"][number]): Member {
  const { curve } = member;
  if (curve.some(({ step }) => step === measurement.step)) return member;
  const before = curve.filter(({ step }) => step < measurement.step);
  const after = curve.filter(({ step }) => step > measurement.step);
  return { ...member, curve: [...before, measurement, ...after] };
}

const NOT_YET: Standing = { verdict: "continue", why: "No rung reached yet." };

function decided(standing: Standing | null, { target }: Member): Answer {
  const { verdict, why, child } = standing ?? NOT_YET;
  return { kind: "decided", verdict, why, target, ...(child ? { child } : {}) };
}

function mustFind(table: RungTable, trial: number): Member {
  const member = memberOf(table, trial);
  if (!member) throw new RangeError(`Trial ${trial} was never started.`);
  return member;
}
