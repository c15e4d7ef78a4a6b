/**
 * What schedulers decide from, as plain rows: the trials they placed and, for each rung, who came there, how they did, what
 * was decided and who moved on. Rows are only ever added, so a table is a fold of its study's log and can be stored as it is.
 * Losses are smaller-is-better already; null is a result that is no finite number, which ranks last and never moves on.
 */
import type { Outcome } from "../history";
import type { Assignments } from "../space/space";

export type Verdict = "continue" | "pause" | "stop";

export interface RungTable {
  /** In the order in which they were placed. */
  readonly members: readonly Member[];
  /** By bracket, then by rung. */
  readonly rungs: readonly Rung[];
}

/** A trial as its scheduler sees it. */
export interface Member {
  readonly trial: number;
  readonly bracket: number;
  /** The trial whose place in a population it has taken. */
  readonly parent: number | null;
  /** The step that it starts from, of its donor's checkpoint; 0: from the beginning. */
  readonly from: number;
  /** Known where a scheduler makes new ones of them (population-based training). */
  readonly assignments: Assignments | null;
  /** The resource it may train to before it is promoted; null: to its end. */
  readonly target: number | null;
  /** The last rung of its bracket in which it has a result, -1 before the first. */
  readonly reached: number;
  /** Ascending by step. The first measurement of a step stands. */
  readonly curve: readonly Measurement[];
  /** The step of its newest checkpoint, 0 when it has none. */
  readonly checkpoint: number;
  readonly ended: Outcome | null;
}

export interface Measurement {
  /** Resource completed, from 1. */
  readonly step: number;
  /** One per objective; null unless each is a finite number. */
  readonly losses: readonly number[] | null;
  /** What the trial has cost so far, when it is known. */
  readonly cost?: number;
}

export interface RungLevel {
  readonly bracket: number;
  readonly rung: number;
  readonly resource: number;
}

export interface Rung extends RungLevel {
  /** In stored order; at most one of each trial. */
  readonly results: readonly RungResult[];
  /** In stored order; at most one of each trial. */
  readonly promotions: readonly Promotion[];
}

export interface RungResult {
  readonly trial: number;
  readonly step: number;
  readonly losses: readonly number[] | null;
  readonly verdict: Verdict;
  /** The reason in a sentence, for people. */
  readonly why: string;
  /** The trial that takes over from this one (population-based training). */
  readonly child?: Child;
}

/** A promotion row: the trial goes on from `from` (its checkpoint, or 0: from the start) to `target`. */
export interface Promotion {
  readonly trial: number;
  readonly bracket: number;
  readonly fromRung: number;
  readonly target: number;
  readonly from: number;
}

/** A child trial of a lineage: the parent's place in the population, the donor's checkpoint, new assignments. */
export interface Child {
  readonly parent: number;
  readonly donor: number;
  /** The step of the donor's checkpoint that it starts from. */
  readonly from: number;
  readonly assignments: Assignments;
}

export const EMPTY_TABLE: RungTable = { members: [], rungs: [] };

export function memberOf({ members }: RungTable, trial: number): Member | undefined {
  return members.find((member) => member.trial === trial);
}

export function rungOf({ rungs }: RungTable, bracket: number, rung: number): Rung | undefined {
  return rungs.find((row) => row.bracket === bracket && row.rung === rung);
}

/** The rung, as yet without rows when nobody came there. */
export function rungOrEmpty(table: RungTable, level: RungLevel): Rung {
  return rungOf(table, level.bracket, level.rung) ?? { ...level, results: [], promotions: [] };
}

export function resultOf(rung: Rung | undefined, trial: number): RungResult | undefined {
  return rung?.results.find((result) => result.trial === trial);
}

export function isPromoted(rung: Rung, trial: number): boolean {
  return rung.promotions.some((promotion) => promotion.trial === trial);
}

export type Standing = Pick<RungResult, "verdict" | "why" | "child">;

/** What holds for a trial now: its last verdict, which a promotion lifts; null before the first. */
export function standingVerdict(table: RungTable, member: Member): Standing | null {
  const last = rungOf(table, member.bracket, member.reached);
  const result = resultOf(last, member.trial);
  if (!last || !result) return null;
  if (result.verdict !== "pause" || !isPromoted(last, member.trial)) return result;
  return { verdict: "continue", why: `Promoted to resource ${member.target}.` };
}

/** A table with the rung in it, in its place. */
export function withRung(table: RungTable, changed: Rung): RungTable {
  const before = table.rungs.filter((rung) => compareLevels(rung, changed) < 0);
  const after = table.rungs.filter((rung) => compareLevels(rung, changed) > 0);
  return { ...table, rungs: [...before, changed, ...after] };
}

export function withMember(table: RungTable, changed: Member): RungTable {
  return {
    ...table,
    members: table.members.map((member) => (member.trial === changed.trial ? changed : member)),
  };
}

export function compareLevels(one: RungLevel, other: RungLevel): number {
  return one.bracket - other.bracket || one.rung - other.rung;
}

/** Puts results in the order in which they would move on, at least the first `count` of them. */
export type Ranking = (results: readonly RungResult[], count: number) => readonly RungResult[];
