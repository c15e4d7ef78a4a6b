import type { Assignments } from "@/lib/contract/search-space";
import type { Study } from "@/lib/contract/study";
import { formatNumber } from "@/lib/format/number";
import { formatParameterValue } from "@/lib/format/parameter-value";

export interface DifferenceRow {
  readonly name: string;
  /** `null`: the parameter was inactive. */
  readonly value: string | null;
  readonly exact: string | undefined;
  /** What the other trial has, where it has something else. */
  readonly other: string | null;
  /** How far the two are apart, where that can be said in a number. */
  readonly change: string | null;
  readonly same: boolean;
}

interface DifferenceRequest {
  readonly space: Study["search_space"];
  readonly assignments: Assignments;
  /** Usually the incumbent's; `null` where there is nothing to compare with. */
  readonly other: Assignments | null;
}

/** Each parameter of a trial beside another's: a factor on log scales, a difference on others. */
export function trialDifference({ space, assignments, other }: DifferenceRequest): readonly DifferenceRow[] {
  const names = [...new Set([...Object.keys(space), ...Object.keys(assignments)])];
  return names.map((name) => {
    const value = assignments[name];
    const reference = other?.[name];
    const same = other === null || value === reference;
    return {
      name,
      value: value === undefined ? null : formatParameterValue(value),
      exact: value === undefined ? undefined : String(value),
      other: same || reference === undefined ? null : formatParameterValue(reference),
      change: same ? null : changeOf({ value, reference, logarithmic: isLogarithmic(space[name]) }),
      same,
    };
  });
}

/** How far a value is from another: a factor on log scales, a difference on others; `null` where neither can be said. */
export function changeOf(pair: { value: unknown; reference: unknown; logarithmic: boolean }): string | null {
  const { value, reference, logarithmic } = pair;
  if (typeof value !== "number" || typeof reference !== "number") return null;
  if (logarithmic && value > 0 && reference > 0) {
    const factor = value / reference;
    return factor >= 1 ? `×${formatNumber(factor, 3)}` : `÷${formatNumber(1 / factor, 3)}`;
  }
  const difference = value - reference;
  return `${difference > 0 ? "+" : ""}${formatNumber(difference, 3)}`;
}

export function isLogarithmic(parameter: unknown): boolean {
  return typeof parameter === "object" && parameter !== null && "scale" in parameter && parameter.scale === "log";
}
