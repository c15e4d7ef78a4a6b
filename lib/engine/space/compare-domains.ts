/** Which of two domains holds the other: whether a changed parameter has more values than before, or fewer. */
import { domainOf } from "./domain";
import { levelsOf } from "./numeric-domain";
import type { FloatParameter, IntParameter, Parameter, Scalar } from "./space";

export type DomainRelation = "equal" | "wider" | "narrower" | "other";

/** How the domain of `after` stands to that of `before`. */
export function compareDomains(before: Parameter, after: Parameter): DomainRelation {
  const keeps = isWithin(before, after);
  const adds = !isWithin(after, before);
  if (keeps) return adds ? "wider" : "equal";
  return adds ? "other" : "narrower";
}

/** Whether every value of the one is a value of the other. */
function isWithin(one: Parameter, other: Parameter): boolean {
  const { contains } = domainOf(other);
  if (isNumeric(one)) return isNumeric(other) ? isRangeWithin(one, other) : one.low === one.high && contains(one.low);
  return valuesOf(one).every((value) => contains(value));
}

/**
 * The lowest two and the highest value stand for all: levels are evenly spaced, so that a lattice which holds two neighbours
 * holds every one between its own ends.
 */
function isRangeWithin(one: FloatParameter | IntParameter, other: FloatParameter | IntParameter): boolean {
  const { count, contains } = domainOf(other);
  const levels = one.low === one.high ? null : levelsOf(one);
  if (levels !== null)
    return [0, 1, levels.count - 1].every((index) => contains(levels.valueAt(Math.min(index, levels.count - 1))));
  if (one.low === one.high) return contains(one.low);
  return count === null && other.low <= one.low && one.high <= other.high;
}

const isNumeric = (parameter: Parameter): parameter is FloatParameter | IntParameter =>
  parameter.type === "float" || parameter.type === "int";

function valuesOf(parameter: Exclude<Parameter, FloatParameter | IntParameter>): readonly Scalar[] {
  switch (parameter.type) {
    case "ordinal":
      return parameter.values;
    case "categorical":
      return parameter.choices;
    case "bool":
      return [false, true];
    case "fixed":
      return [parameter.value];
  }
}
