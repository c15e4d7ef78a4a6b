import { buildRow, type CompiledParameter, compileSpace, rowToAssignments } from "./compiled-space";
import type { Assignments, Scalar, Space } from "./space";

/**
 * Each parameter's default or, without one, its middle: the median of its prior, the likeliest choice, false.
 * Constraints are not consulted; check the result where they matter.
 */
export function defaultAssignments(space: Space): Assignments {
  const compiled = compileSpace(space);
  return rowToAssignments(compiled, buildRow(compiled, defaultValue));
}

/** Each parameter's middle, whatever its default. */
export function middleAssignments(space: Space): Assignments {
  const compiled = compileSpace(space);
  return rowToAssignments(compiled, buildRow(compiled, middleValue));
}

/** Whether any parameter has a default of its own. */
export function hasDefaults({ parameters }: Space): boolean {
  return parameters.some((parameter) => parameter.type !== "fixed" && parameter.default !== undefined);
}

/** The default of a parameter or, without one, its middle. */
export function defaultValue(compiled: CompiledParameter): Scalar {
  const { parameter } = compiled;
  // null can be a choice, and so a default.
  return parameter.type === "fixed" || parameter.default === undefined ? middleValue(compiled) : parameter.default;
}

function middleValue({ parameter, domain }: CompiledParameter): Scalar {
  switch (parameter.type) {
    case "float":
      return neatly(domain.decode(domain.warp(0.5)), parameter);
    case "int":
      return domain.decode(domain.warp(0.5));
    case "ordinal":
      return domain.valueAt((parameter.values.length - 1) >> 1);
    case "categorical":
      return likeliest(parameter.choices, parameter.weights);
    case "bool":
      return false;
    case "fixed":
      return parameter.value;
  }
}

/** 0.001 rather than 0.0010000000000000002, where twelve digits say the same. */
export function neatly(value: Scalar, { low, high, step }: { low: number; high: number; step?: number }): Scalar {
  if (typeof value !== "number" || step !== undefined) return value;
  const rounded = Number(value.toPrecision(12));
  return rounded > low && rounded < high ? rounded : value;
}

function likeliest(choices: readonly Scalar[], weights: readonly number[] | undefined): Scalar {
  const index = weights ? weights.indexOf(Math.max(...weights)) : 0;
  return choices[index];
}
