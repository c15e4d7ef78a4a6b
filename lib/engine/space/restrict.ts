import type { Assignments, Parameter, Space } from "./space";
import { readAssignment } from "./space";

/**
 * The part of a space where some parameters have given values, as `fixed` of an ask wants. Conditions and constraints
 * stay: a fixed parameter that is inactive is still absent. The values must have passed `checkAssignments`.
 */
export function fixParameters(space: Space, fixed: Assignments): Space {
  const parameters = space.parameters.map((parameter): Parameter => {
    const value = readAssignment(fixed, parameter.name);
    if (value === undefined) return parameter;
    return {
      name: parameter.name,
      type: "fixed",
      value: value === 0 ? 0 : value,
      ...(parameter.when && { when: parameter.when }),
    };
  });
  return { parameters, constraints: space.constraints };
}
