import type { LineageMember, StudyLineage } from "../contract/study-lineage";
import { countOf, countOfAll } from "../format/count";
import { toNumber } from "../format/number";
import type { EmptyPlot } from "./empty-plot";
import type { PlotCell, PlotTable } from "./plot-table";

export interface LineageStretch {
  readonly member: LineageMember;
  /** Which place in the population it had: those of one lane follow each other. */
  readonly lane: number;
  readonly from: number;
  readonly to: number;
  /** What it stands at: its lane, or its value of the parameter; null: no such value. */
  readonly at: number | null;
  /** From 0, the worst of the last values, to 1; null without one. */
  readonly share: number | null;
}

/** At this step a child took over what the donor had. */
export interface Exploit {
  readonly step: number;
  readonly from: number;
  readonly to: number;
  readonly child: number;
  readonly donor: number;
}

export interface LineageView {
  /** The number of the founder of each lane. */
  readonly founders: readonly number[];
  readonly stretches: readonly LineageStretch[];
  readonly exploits: readonly Exploit[];
  readonly remarks: readonly string[];
}

interface LineageRequest {
  readonly data: StudyLineage;
  readonly direction: "minimize" | "maximize";
  /** What the height tells; null: the places of the population. */
  readonly parameter: string | null;
}

/** How a population went: who trained from which step to which, and who took over from whom. */
export function lineageView({ data, direction, parameter }: LineageRequest): LineageView {
  const lanes = lanesOf(data.members);
  const shareOf = sharesOf(data.members, direction);
  const stretches = data.members.map((member): LineageStretch => {
    const lane = lanes.of.get(member.number) ?? 0;
    const value = parameter === null ? lane : member.assignments[parameter];
    return {
      ...{ member, lane },
      from: member.from_step,
      to: Math.max(member.from_step, member.last_step ?? member.from_step),
      at: typeof value === "number" ? value : null,
      share: shareOf(member),
    };
  });
  const byNumber = new Map(stretches.map((stretch) => [stretch.member.number, stretch]));
  const exploits = stretches.flatMap(({ member, at, from }): Exploit[] => {
    const donor = member.donor === null ? undefined : byNumber.get(member.donor);
    if (donor === undefined || donor.at === null || at === null) return [];
    return [{ step: from, from: donor.at, to: at, child: member.number, donor: donor.member.number }];
  });
  return {
    founders: lanes.founders,
    stretches,
    exploits,
    remarks:
      data.members.length < data.total ? [`The first ${countOfAll(data.members.length, data.total, "member")}`] : [],
  };
}

interface Lanes {
  readonly of: ReadonlyMap<number, number>;
  readonly founders: readonly number[];
}

/** A child has the lane of its parent; whoever has none opens one. Members come by number, so parents come first. */
function lanesOf(members: readonly LineageMember[]): Lanes {
  const lanes = new Map<number, number>();
  const founders: number[] = [];
  for (const { number, parent } of members) {
    const lane = parent === null ? undefined : lanes.get(parent);
    lanes.set(number, lane ?? founders.length);
    if (lane === undefined) founders.push(number);
  }
  return { of: lanes, founders };
}

function sharesOf(members: readonly LineageMember[], direction: "minimize" | "maximize") {
  const values = members.flatMap(({ value }) => {
    const number = value === null ? Number.NaN : toNumber(value);
    return Number.isFinite(number) ? [number] : [];
  });
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return ({ value }: LineageMember): number | null => {
    const number = value === null ? Number.NaN : toNumber(value);
    if (!Number.isFinite(number)) return null;
    const share = high === low ? 1 : (number - low) / (high - low);
    return direction === "maximize" ? share : 1 - share;
  };
}

/** Parameters whose schedule can be drawn: numbers that differ between members. */
export function scheduledParameters({ members }: StudyLineage): readonly string[] {
  const names = new Set(members.flatMap(({ assignments }) => Object.keys(assignments)));
  return [...names].filter((name) => {
    const values = new Set(members.map(({ assignments }) => assignments[name]));
    return values.size > 1 && [...values].every((value) => value === undefined || typeof value === "number");
  });
}

export function emptyLineage({ members }: StudyLineage): EmptyPlot | null {
  if (members.some(({ last_step }) => last_step !== null)) return null;
  return {
    title: "No member has reported yet",
    text:
      members.length === 0
        ? "Members get their places as workers ask for trials."
        : `${countOf(members.length, "member")} placed. The first that reports a step is drawn here.`,
  };
}

export function lineageTable({ members }: StudyLineage, metric: string): PlotTable {
  const parameters = [...new Set(members.flatMap(({ assignments }) => Object.keys(assignments)))];
  const lanes = lanesOf(members);
  return {
    columns: [
      ...["Trial", "Place"].map((name) => ({ name, numeric: true })),
      { name: "State", numeric: false },
      ...["Parent", "Donor", "From step", "Last step", metric].map((name) => ({ name, numeric: true })),
      ...parameters.map((name) => ({
        name,
        numeric: members.every(({ assignments }) => typeof (assignments[name] ?? 0) === "number"),
      })),
    ],
    rows: members.map((member) => [
      ...[member.number, lanes.of.get(member.number) ?? null, member.state, member.parent, member.donor],
      ...[member.from_step, member.last_step, member.value],
      ...parameters.map((name): PlotCell => member.assignments[name] ?? null),
    ]),
  };
}
