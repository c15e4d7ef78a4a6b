/**
 * What a step of a study's log added to its table, as rows to be stored; and the table that stored rows make. So that a
 * schedule can be kept outside the process: whoever has all rows in stored order has the table, without deciding anything anew.
 */
import type { Outcome } from "../history";
import {
  compareLevels,
  EMPTY_TABLE,
  type Measurement,
  type Member,
  type Promotion,
  type Rung,
  type RungLevel,
  type RungResult,
  type RungTable,
  rungOf,
} from "./rung-table";

export type TableChange =
  | ({ readonly kind: "placed" } & Pick<Member, "trial" | "bracket" | "target" | "parent" | "from" | "assignments">)
  | ({ readonly kind: "measured"; readonly trial: number } & Measurement)
  | { readonly kind: "checkpoint"; readonly trial: number; readonly step: number }
  | ({ readonly kind: "opened" } & RungLevel)
  | ({ readonly kind: "decided"; readonly bracket: number; readonly rung: number } & RungResult)
  | ({ readonly kind: "promoted" } & Promotion)
  | { readonly kind: "ended"; readonly trial: number; readonly outcome: Outcome };

/** The rows that `after` has and `before`, an earlier state of the same log, has not. */
export function changesBetween(before: RungTable, after: RungTable): readonly TableChange[] {
  const members = after.members.flatMap((member, place) =>
    // Members keep their places, and what did not change is the same object.
    before.members[place] === member ? [] : memberChanges(before.members[place], member),
  );
  const rungs = after.rungs.flatMap((rung) => {
    const earlier = rungOf(before, rung.bracket, rung.rung);
    return earlier === rung ? [] : rungChanges(earlier, rung);
  });
  return [...members, ...rungs];
}

function memberChanges(before: Member | undefined, after: Member): readonly TableChange[] {
  const { trial, bracket, target, parent, from, assignments } = after;
  const changes: TableChange[] = before ? [] : [{ kind: "placed", trial, bracket, target, parent, from, assignments }];
  const known = new Set(before?.curve.map(({ step }) => step));
  for (const measurement of after.curve)
    if (!known.has(measurement.step)) changes.push({ kind: "measured", trial, ...measurement });
  if (after.checkpoint > (before?.checkpoint ?? 0)) changes.push({ kind: "checkpoint", trial, step: after.checkpoint });
  if (after.ended !== null && !before?.ended) changes.push({ kind: "ended", trial, outcome: after.ended });
  return changes;
}

function rungChanges(before: Rung | undefined, { bracket, rung, resource, results, promotions }: Rung): TableChange[] {
  return [
    ...(before ? [] : [{ kind: "opened", bracket, rung, resource } as const]),
    ...results
      .slice(before?.results.length ?? 0)
      .map((result) => ({ kind: "decided", bracket, rung, ...result }) as const),
    ...promotions
      .slice(before?.promotions.length ?? 0)
      .map((promotion) => ({ kind: "promoted", ...promotion }) as const),
  ];
}

interface OpenRung extends RungLevel {
  readonly results: RungResult[];
  readonly promotions: Promotion[];
}

/** A table under construction, so that many rows cost no more than they are. */
interface Draft {
  /** In the order in which they were placed. */
  readonly members: Map<number, Member>;
  readonly rungs: Map<string, OpenRung>;
}

/** The table with the rows added, in stored order. Throws a RangeError at a row of a trial or rung that no row before it named. */
export function applyChanges(table: RungTable, changes: readonly TableChange[]): RungTable {
  if (changes.length === 0) return table;
  const draft: Draft = {
    members: new Map(table.members.map((member) => [member.trial, member])),
    rungs: new Map(
      table.rungs.map((rung) => [
        nameOf(rung),
        { ...rung, results: [...rung.results], promotions: [...rung.promotions] },
      ]),
    ),
  };
  for (const change of changes) apply(draft, change);
  return { members: [...draft.members.values()], rungs: [...draft.rungs.values()].sort(compareLevels) };
}

/** The table that all rows of a study make. */
export const tableOf = (changes: readonly TableChange[]): RungTable => applyChanges(EMPTY_TABLE, changes);

const nameOf = ({ bracket, rung }: Pick<RungLevel, "bracket" | "rung">): string => `${bracket} ${rung}`;

function apply(draft: Draft, change: TableChange): void {
  switch (change.kind) {
    case "placed": {
      const { kind: _, ...placed } = change;
      draft.members.set(change.trial, { ...placed, reached: -1, curve: [], checkpoint: 0, ended: null });
      return;
    }
    case "measured": {
      const { kind: _, trial, ...measurement } = change;
      return update(draft, trial, (member) => ({ curve: inPlace(member.curve, measurement) }));
    }
    case "checkpoint":
      return update(draft, change.trial, () => ({ checkpoint: change.step }));
    case "ended":
      return update(draft, change.trial, () => ({ ended: change.outcome }));
    case "opened": {
      const { kind: _, ...level } = change;
      draft.rungs.set(nameOf(level), { ...level, results: [], promotions: [] });
      return;
    }
    case "decided": {
      const { kind: _, bracket, rung, ...result } = change;
      mustFind(draft, change).results.push(result);
      return update(draft, result.trial, ({ reached }) => ({ reached: Math.max(reached, rung) }));
    }
    case "promoted": {
      const { kind: _, ...promotion } = change;
      mustFind(draft, { bracket: promotion.bracket, rung: promotion.fromRung }).promotions.push(promotion);
      return update(draft, promotion.trial, () => ({ target: promotion.target }));
    }
    default:
      return change satisfies never;
  }
}

function inPlace(curve: readonly Measurement[], measurement: Measurement): readonly Measurement[] {
  const next = curve.findIndex(({ step }) => step > measurement.step);
  return next === -1 ? [...curve, measurement] : curve.toSpliced(next, 0, measurement);
}

function update({ members }: Draft, trial: number, change: (member: Member) => Partial<Member>): void {
  const member = members.get(trial);
  if (!member) throw new RangeError(`Trial ${trial} was never placed.`);
  members.set(trial, { ...member, ...change(member) });
}

function mustFind({ rungs }: Draft, level: Pick<RungLevel, "bracket" | "rung">): OpenRung {
  const found = rungs.get(nameOf(level));
  if (!found) throw new RangeError(`Bracket ${level.bracket} has no rung ${level.rung}.`);
  return found;
}
