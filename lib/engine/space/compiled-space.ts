/**
 * A space made ready to compute with. Inside the engine a point is a *row*: one value per parameter, in order,
 * undefined where the parameter is inactive.
 */
import { holds } from "./condition";
import { type CompiledConstraint, compileBranch, compileConstraint } from "./constraint";
import { type Domain, domainOf } from "./domain";
import {
  type Assignments,
  type Parameter,
  readAssignment,
  type Scalar,
  type Space,
  toAssignments,
  withoutNegativeZero,
} from "./space";

export type Row = readonly (Scalar | undefined)[];

export interface CompiledParameter {
  readonly name: string;
  readonly parameter: Parameter;
  readonly domain: Domain;
  /** Whether the parameter exists, given the values of those before it. */
  isActive(row: Row): boolean;
}

export interface CompiledSpace {
  readonly space: Space;
  readonly parameters: readonly CompiledParameter[];
  readonly indexByName: ReadonlyMap<string, number>;
  /** Indices of the parameters with a unit coordinate: those with more than one value. */
  readonly free: readonly number[];
  /** The unit coordinate of each parameter, -1 for one with a single value. */
  readonly coordinates: readonly number[];
  readonly constraints: readonly CompiledConstraint[];
  /** Whether every combination of values is a point: no conditions, no constraints. */
  readonly unrestricted: boolean;
  /** Sum of all violations, 0 when the row obeys every constraint. */
  violation(row: Row): number;
}

const compiled = new WeakMap<Space, CompiledSpace>();

/** The compiled form of a space. Remembered by identity: parsed spaces never change. */
export function compileSpace(space: Space): CompiledSpace {
  const known = compiled.get(space);
  if (known) return known;
  const fresh = compile(space);
  compiled.set(space, fresh);
  return fresh;
}

function compile(space: Space): CompiledSpace {
  const indexByName = new Map(space.parameters.map((parameter, index) => [parameter.name, index]));
  const indexOf = (name: string): number => {
    const index = indexByName.get(name);
    if (index === undefined) throw new RangeError(`No parameter ${name} in this space.`);
    return index;
  };
  const parameters = space.parameters.map((parameter): CompiledParameter => {
    const { name, when } = parameter;
    const isActive = when ? (row: Row) => holds(when, (parent) => row[indexOf(parent)]) : () => true;
    return { name, parameter, domain: domainOf(parameter), isActive };
  });
  const free = parameters.flatMap(({ domain }, index) => (domain.count === 1 ? [] : [index]));
  const coordinates = parameters.map((_, index) => free.indexOf(index));
  const branch = space.branch ? [compileBranch(space.branch)] : [];
  const constraints = [...space.constraints.map(compileConstraint), ...branch];
  const unrestricted = constraints.length === 0 && space.parameters.every(({ when }) => when === undefined);
  const violation = (row: Row): number => {
    let total = 0;
    for (const constraint of constraints) total += constraint.violation((name) => row[indexOf(name)]);
    return total;
  };
  return { space, parameters, indexByName, free, coordinates, constraints, unrestricted, violation };
}

/** Fills a row in order, asking for a value only where the parameter is active. */
export function buildRow(
  compiledSpace: CompiledSpace,
  valueFor: (parameter: CompiledParameter, index: number) => Scalar | undefined,
): Row {
  const { parameters } = compiledSpace;
  const row: (Scalar | undefined)[] = [];
  for (let index = 0; index < parameters.length; index += 1) {
    row.push(parameters[index].isActive(row) ? valueFor(parameters[index], index) : undefined);
  }
  return row;
}

/** The row of assignments: values of inactive parameters are dropped, missing ones stay undefined. */
export function toRow(compiledSpace: CompiledSpace, assignments: Assignments): Row {
  return buildRow(compiledSpace, ({ name }) => {
    const value = readAssignment(assignments, name);
    return value === undefined ? undefined : withoutNegativeZero(value);
  });
}

export function rowToAssignments(compiledSpace: CompiledSpace, row: Row): Assignments {
  return toAssignments(
    compiledSpace.parameters.flatMap(({ name }, index) => {
      const value = row[index];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
