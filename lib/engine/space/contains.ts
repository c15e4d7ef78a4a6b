/**
 * Whether assignments lie in a space, with a reason and a pointer for each that does not. Used for points that people
 * bring (enqueued, imported, fixed), and by the conformance suite for points that samplers make.
 */
import { type CompiledParameter, compileSpace, toRow } from "./compiled-space";
import {
  type Assignments,
  type Parameter,
  pointTo,
  readAssignment,
  type Scalar,
  type Space,
  type SpaceIssue,
  type SpaceIssueCode,
} from "./space";

/**
 * `partial` accepts a subset of the parameters (as in `fixed`): only what is given must fit. A conditional parameter needs
 * what it depends on beside it, or whether it exists would be left to chance.
 */
export function checkAssignments(
  space: Space,
  assignments: Assignments,
  options: { readonly partial?: boolean } = {},
): readonly SpaceIssue[] {
  const compiled = compileSpace(space);
  const partial = options.partial ?? false;
  const row = toRow(compiled, partial ? { ...constants(space), ...assignments } : assignments);
  const issues = Object.keys(assignments)
    .filter((name) => !compiled.indexByName.has(name))
    .map((name) => issue(name, "unknown_parameter", "is not a parameter of this space; remove it"));
  for (const parameter of compiled.parameters) {
    const value = readAssignment(assignments, parameter.name);
    const found = checkValue(parameter, value, { active: parameter.isActive(row), partial });
    if (found) issues.push(found);
  }
  return issues.length > 0 || partial ? issues : checkConstraints(space, assignments);
}

function checkValue(
  { name, parameter, domain }: CompiledParameter,
  value: Scalar | undefined,
  { active, partial }: { readonly active: boolean; readonly partial: boolean },
): SpaceIssue | null {
  if (value === undefined) {
    return active && !partial
      ? issue(name, "missing_parameter", `is missing; give it ${describeDomain(parameter)}`)
      : null;
  }
  if (!active) {
    const advice = partial ? "give the parameters it depends on as well, or leave it out" : "leave it out";
    return issue(name, "inactive_parameter", `does not exist under these assignments (see its \`when\`); ${advice}`);
  }
  return domain.contains(value === 0 ? 0 : value)
    ? null
    : issue(name, "outside_domain", `must be ${describeDomain(parameter)}`);
}

/** The parameters that always have the same value. */
function constants(space: Space): Assignments {
  return Object.fromEntries(
    space.parameters.flatMap((parameter) => (parameter.type === "fixed" ? [[parameter.name, parameter.value]] : [])),
  );
}

function checkConstraints(space: Space, assignments: Assignments): SpaceIssue[] {
  const compiled = compileSpace(space);
  const row = toRow(compiled, assignments);
  const read = (name: string): Scalar | undefined => row[compiled.indexByName.get(name) ?? -1];
  return compiled.constraints.flatMap((constraint, index) =>
    constraint.violation(read) === 0
      ? []
      : [
          {
            ...issue("", "violated_constraint", `violates constraint ${index} on ${constraint.names.join(", ")}`),
            pointer: "",
          },
        ],
  );
}

function issue(name: string, code: SpaceIssueCode, detail: string): SpaceIssue {
  return { subject: "assignments", pointer: pointTo("", name), code, detail };
}

/** The values a parameter takes, in words for a refusal. */
export function describeDomain(parameter: Parameter): string {
  switch (parameter.type) {
    case "float":
    case "int": {
      const kind = parameter.type === "int" ? "a whole number" : "a number";
      const step =
        parameter.step === undefined || (parameter.type === "int" && parameter.step === 1)
          ? ""
          : ` in steps of ${parameter.step}`;
      return `${kind} from ${parameter.low} to ${parameter.high}${step}`;
    }
    case "ordinal":
      return describeList(parameter.values);
    case "categorical":
      return describeList(parameter.choices);
    case "bool":
      return "true or false";
    case "fixed":
      return describeList([parameter.value]);
  }
}

function describeList(values: readonly Scalar[]): string {
  const shown = values.slice(0, 8).map((value) => clip(JSON.stringify(value)));
  const rest = values.length > shown.length ? `, … (${values.length} in all)` : "";
  return values.length === 1 ? `${shown[0]}` : `one of ${shown.join(", ")}${rest}`;
}

const clip = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
