/**
 * What a parameter can be, and how it maps to one coordinate of the unit cube. A domain knows three things:
 * its levels by index (when finite), `encode`/`decode` between values and the unit interval, and `warp`, which
 * turns a uniform number into a unit coordinate distributed as the parameter's prior.
 *
 * Levels own equal cells of the unit interval (on their scale) and encode to the middle of them, so end points are as
 * likely as any other level and decode(encode(v)) is v by index, not by luck of rounding.
 */
import { listDomain } from "./list-domain";
import { numericDomain } from "./numeric-domain";
import type { Parameter, Scalar } from "./space";

export interface Domain {
  /** Number of levels, or null when the values form a continuum. */
  readonly count: number | null;
  /** The level with this index. Only for a finite domain. */
  valueAt(index: number): Scalar;
  /** The index of a level, -1 when the value is none. Only for a finite domain. */
  indexOf(value: Scalar): number;
  contains(value: Scalar): boolean;
  encode(value: Scalar): number;
  decode(unit: number): Scalar;
  warp(uniform: number): number;
}

const domains = new WeakMap<Parameter, Domain>();

/** The domain of a parameter. Remembered by identity: parsed parameters never change. */
export function domainOf(parameter: Parameter): Domain {
  const known = domains.get(parameter);
  if (known) return known;
  const domain = makeDomain(parameter);
  domains.set(parameter, domain);
  return domain;
}

function makeDomain(parameter: Parameter): Domain {
  switch (parameter.type) {
    case "float":
    case "int":
      return numericDomain(parameter);
    case "ordinal":
      return listDomain(parameter.values);
    case "categorical":
      return listDomain(parameter.choices, parameter.weights);
    case "bool":
      return listDomain([false, true]);
    case "fixed":
      return listDomain([parameter.value]);
  }
}
