/**
 * What a trial of an earlier space means in the present one. Its values are never changed: what it does not name gets the
 * default that the parameter had when it came, where its condition holds; what the present space has no place for must have
 * been what it is without being named.
 */
import { activeAssignments } from "./active";
import { buildRow, type CompiledParameter, compileSpace } from "./compiled-space";
import { checkAssignments } from "./contains";
import { impliedValue } from "./implied-value";
import { type Assignments, type Parameter, readAssignment, type Scalar, type Space, toAssignments } from "./space";

/**
 * `same`: a point of the present space as it is. `filled`: one with defaults filled in. `outside`: with values that the space
 * does not have, or against a constraint, but with a place beside it. `elsewhere`: it had values that cannot be told
 * apart in this space from those of another trial, so its result would be taken for that of a point it was not at.
 */
export type Fit = "same" | "filled" | "outside" | "elsewhere";

export interface Adopted {
  /** Of the present space's active parameters; none of a trial that is elsewhere. */
  readonly assignments: Assignments;
  readonly fit: Fit;
}

/** `spaces`: the one the trial was made in, every one since, the present one last. */
export function adoptAssignments(spaces: readonly Space[], assignments: Assignments): Adopted {
  const present = spaces.at(-1);
  if (present === undefined) throw new RangeError("A trial has the space it was made in.");
  if (spaces.length === 1) return { assignments, fit: "same" };
  const values = new Map<string, Scalar>(Object.entries(assignments));
  const filled = new Set<string>();
  for (const space of spaces.slice(1)) {
    for (const [name, value] of missingDefaults(space, values)) {
      values.set(name, value);
      filled.add(name);
    }
  }
  const all = toAssignments(values);
  const here = activeAssignments(present, all);
  if (isElsewhere({ spaces, present, all, here })) return { assignments: {}, fit: "elsewhere" };
  const names = Object.keys(here);
  if (checkAssignments(present, here).length > 0) return { assignments: here, fit: "outside" };
  return { assignments: here, fit: names.some((name) => filled.has(name)) ? "filled" : "same" };
}

/** The values that nobody named of parameters that exist, as far as they are known. */
function missingDefaults(space: Space, values: ReadonlyMap<string, Scalar>): readonly (readonly [string, Scalar])[] {
  const missing: [string, Scalar][] = [];
  const valueFor = ({ name, parameter }: CompiledParameter): Scalar | undefined => {
    const given = values.get(name);
    if (given !== undefined) return given;
    const implied = impliedValue(parameter);
    if (implied !== undefined) missing.push([name, implied]);
    return implied;
  };
  buildRow(compileSpace(space), valueFor);
  return missing;
}

interface Placing {
  readonly spaces: readonly Space[];
  readonly present: Space;
  readonly all: Assignments;
  readonly here: Assignments;
}

/** A value without a coordinate in the present space must be the one that is meant when nothing is said. */
function isElsewhere({ spaces, present, all, here }: Placing): boolean {
  return Object.entries(all).some(([name, value]) => {
    const active = readAssignment(here, name) !== undefined;
    if (active && compileSpace(present).coordinates[indexOf(present, name)] >= 0) return false;
    const parameter = lastOf(spaces, name);
    return parameter === undefined || impliedValue(parameter) !== value;
  });
}

const indexOf = (space: Space, name: string): number => compileSpace(space).indexByName.get(name) ?? -1;

/** The parameter as it was last. */
function lastOf(spaces: readonly Space[], name: string): Parameter | undefined {
  for (const space of [...spaces].reverse()) {
    const parameter = space.parameters[indexOf(space, name)];
    if (parameter !== undefined) return parameter;
  }
  return undefined;
}
