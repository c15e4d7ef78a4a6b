/** The levels a grid gives each parameter. */
import { type Axis, numberCells } from "../../space/cells";
import { type CompiledParameter, type CompiledSpace, compileSpace } from "../../space/compiled-space";
import { neatly } from "../../space/default-assignments";
import type { FloatParameter, IntParameter, Scalar, Space } from "../../space/space";
import type { Refusal } from "../definition";
import type { GridOptions } from "./definition";

export function gridAxes(compiled: CompiledSpace, options: GridOptions): Axis[] {
  return compiled.parameters.map((entry) => gridAxis(entry, options));
}

/** Why a space has no such grid; null when it has. */
export function refuseLevels(space: Space, options: GridOptions): Refusal | null {
  const compiled = compileSpace(space);
  for (const name of Object.keys(options.levels)) {
    const type = compiled.parameters[compiled.indexByName.get(name) ?? -1]?.parameter.type;
    const refuse = (why: string): Refusal => ({ option: "levels", why: `"levels" names "${name}", which is ${why}` });
    if (type === undefined) return refuse("no parameter of the search space; remove it.");
    if (type !== "float" && type !== "int")
      return refuse(`${type}; only float and int parameters take a number of levels.`);
  }
  if (numberCells(compiled, gridAxes(compiled, options))) return null;
  return {
    why: "The conditions of this space are too intertwined to number its grid; use random or quasi-random search.",
  };
}

function gridAxis({ name, parameter, domain }: CompiledParameter, options: GridOptions): Axis {
  const wanted = Object.hasOwn(options.levels, name) ? options.levels[name] : undefined;
  const thinnable = parameter.type === "float" || parameter.type === "int";
  if (domain.count !== null && (!thinnable || wanted === undefined || wanted >= domain.count)) {
    return { count: domain.count, valueAt: domain.valueAt, indexOf: domain.indexOf };
  }
  if (!thinnable) throw new RangeError(`Parameter ${name} has no levels to count.`); // lists are always finite
  return listedAxis(levelsOf(parameter, domain, wanted ?? options.resolution));
}

/** Values evenly spaced on the parameter's scale, both ends included; the middle when there is but one. */
function levelsOf(
  parameter: FloatParameter | IntParameter,
  domain: CompiledParameter["domain"],
  count: number,
): Scalar[] {
  const [first, last] =
    domain.count === null ? [0, 1] : [domain.encode(domain.decode(0)), domain.encode(domain.decode(1))];
  return Array.from({ length: count }, (_, index) => {
    const position = count === 1 ? 0.5 : index / (count - 1);
    const value = domain.decode(first + position * (last - first));
    const spacing = (parameter.high - parameter.low) / count;
    const wide = spacing > 1e-6 * Math.max(Math.abs(parameter.low), Math.abs(parameter.high));
    return wide ? neatly(value, parameter) : value; // in a narrow range, twelve digits might not tell levels apart
  });
}

/** Levels of a thinned int may fall on the same value: each counts once. */
function listedAxis(values: readonly Scalar[]): Axis {
  const distinct = [...new Set(values)];
  const indexByValue = new Map(distinct.map((value, index) => [value, index]));
  return {
    count: distinct.length,
    valueAt: (index) => distinct[index],
    indexOf: (value) => indexByValue.get(value) ?? -1,
  };
}
