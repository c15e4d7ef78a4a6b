import { domainOf } from "./domain";
import type { Parameter, Scalar } from "./space";

/**
 * What a parameter is where nobody says: its only value, or its default. Undefined when nothing is known, which is not the
 * same as null, a value like any other.
 */
export function impliedValue(parameter: Parameter): Scalar | undefined {
  const domain = domainOf(parameter);
  if (domain.count === 1) return domain.valueAt(0);
  return parameter.type === "fixed" ? parameter.value : parameter.default;
}
