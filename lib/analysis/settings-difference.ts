import type { Study } from "@/lib/contract/study";
import { formatExactTime } from "@/lib/format/date";
import { formatNumber } from "@/lib/format/number";
import type { ComparedRow } from "./compared-row";
import { sortedJson } from "./describe-parameter";

type Settings = Pick<
  Study,
  | "objectives"
  | "outcome_constraints"
  | "constraints"
  | "sampler"
  | "scheduler"
  | "limits"
  | "warm_start"
  | "seed"
  | "reproducible"
>;

/** The settings of several studies beside their search spaces, and which differ from the first's. */
export function settingsDifference(studies: readonly Settings[]): readonly ComparedRow[] {
  const described = studies.map(describeSettings);
  const names = [...new Set(described.flatMap((settings) => [...settings.keys()]))].toSorted(
    (a, b) => rankOf(a) - rankOf(b),
  );
  return names.map((name) => {
    const [base = null] = described.map((settings) => settings.get(name) ?? null);
    const cells = described.map((settings) => {
      const text = settings.get(name) ?? null;
      return { text, marks: text === base ? [] : [text === null ? "removed" : base === null ? "added" : "changed"] };
    });
    return { name, cells, same: cells.every(({ marks }) => marks.length === 0) };
  });
}

const ORDER = ["Objective", "Outcome constraints", "Sampler", "Sampler option", "Trials", "In parallel"] as const;

/** Options of samplers stand below the sampler, whichever study has them. */
function rankOf(name: string): number {
  const at = ORDER.findIndex((start) => name === start || (start === "Sampler option" && name.startsWith("Sampler: ")));
  return at < 0 ? ORDER.length : at;
}

function describeSettings(study: Settings): ReadonlyMap<string, string> {
  const { name: sampler, ...options } = study.sampler;
  const { limits } = study;
  const count = (limit: number | null) => (limit === null ? null : formatNumber(limit, 15));
  const rows: readonly (readonly [name: string, text: string | null])[] = [
    [
      "Objective",
      listed(
        study.objectives.map(({ direction, metric, target, reference }) => {
          const wanted = target === undefined ? "" : `, to ${formatNumber(target, 15)}`;
          const within = reference === undefined ? "" : `, within ${formatNumber(reference, 15)}`;
          return `${direction} ${metric}${wanted}${within}`;
        }),
      ),
    ],
    ["Outcome constraints", listed(study.outcome_constraints.map(outcomeConstraint))],
    ["Sampler", sampler],
    ...Object.entries(options).map(([name, value]) => [`Sampler: ${name}`, plain(value)] as const),
    ["Trials", count(limits.max_trials)],
    ["In parallel", count(limits.max_parallel) ?? "no limit"],
    ["Failures allowed", count(limits.max_failures) ?? "no limit"],
    ["Retries", count(limits.max_retries)],
    ["Cost allowed", count(limits.max_cost)],
    ["Steps to train in all", count(limits.max_resource)],
    ["Trials without improvement", count(limits.no_improvement_trials)],
    ["Seconds a trial may run", count(limits.trial_timeout_s)],
    ["Scheduler", study.scheduler === null ? "none" : plain(study.scheduler)],
    ["Deadline", limits.deadline === null ? "none" : formatExactTime(limits.deadline)],
    ["Constraints on assignments", listed(study.constraints.map(spaceConstraint))],
    ["Warm start", listed(study.warm_start.map(({ name }) => name))],
    ["Seed", String(study.seed)],
    ["Reproducible", study.reproducible ? "yes" : "no"],
  ];
  return new Map(rows.flatMap(([name, text]) => (text === null ? [] : [[name, text] as const])));
}

function listed(parts: readonly string[]): string {
  return parts.length === 0 ? "none" : parts.join("; ");
}

function outcomeConstraint({ metric, lte, gte }: Settings["outcome_constraints"][number]): string {
  return lte === undefined ? `${metric} ≥ ${formatNumber(gte ?? 0)}` : `${metric} ≤ ${formatNumber(lte)}`;
}

function spaceConstraint(constraint: unknown): string {
  const isExpression = typeof constraint === "object" && constraint !== null && "expr" in constraint;
  return isExpression ? String(constraint.expr) : sortedJson(constraint).replaceAll('"', "");
}

function plain(value: unknown): string {
  if (typeof value === "number") return formatNumber(value);
  return typeof value === "string" ? value : sortedJson(value);
}
