import { compileSpace, rowToAssignments, toRow } from "./compiled-space";
import type { Assignments, Space } from "./space";

/** The parameters that exist under these assignments, in order, whether or not a value is given for them. */
export function activeParameters(space: Space, assignments: Assignments): string[] {
  const compiled = compileSpace(space);
  const row = toRow(compiled, assignments);
  return compiled.parameters.filter((parameter) => parameter.isActive(row)).map(({ name }) => name);
}

/** The assignments without values of inactive or unknown parameters, with -0 as 0, in the space's order. */
export function activeAssignments(space: Space, assignments: Assignments): Assignments {
  const compiled = compileSpace(space);
  return rowToAssignments(compiled, toRow(compiled, assignments));
}
