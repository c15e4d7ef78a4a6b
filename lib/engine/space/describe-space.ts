/** A space as users write it: parsing the result gives the same space. Key order is the space's order. */
import type { LeafCondition } from "./condition";
import type { Condition, Constraint, Parameter, Space } from "./space";

export interface SpaceDocument {
  readonly space: Record<string, unknown>;
  readonly constraints: readonly unknown[];
}

export function describeSpace(space: Space): SpaceDocument {
  return {
    space: Object.fromEntries(space.parameters.map((parameter) => [parameter.name, describeParameter(parameter)])),
    constraints: space.constraints.map(describeConstraint),
  };
}

function describeParameter({ name: _, when, ...parameter }: Parameter): Record<string, unknown> {
  return { ...parameter, ...(when && { when: describeCondition(when) }) };
}

function describeCondition(condition: Condition): Record<string, unknown> {
  switch (condition.kind) {
    case "all":
      return describeMap(condition.of) ?? { all: condition.of.map(describeCondition) };
    case "any":
      return { [condition.kind]: condition.of.map(describeCondition) };
    case "in":
      return { [condition.parameter]: condition.values.length === 1 ? condition.values[0] : condition.values };
    default:
      return { [condition.parameter]: describeComparison(condition) };
  }
}

/** The order in which the schema gives the comparisons of one parameter. */
const COMPARISONS: readonly string[] = ["gt", "gte", "lt", "lte", "in", "not_in"];

/** The map form of comparisons that must all hold; null when a map would lose one of them or their order. */
function describeMap(parts: readonly Condition[]): Record<string, unknown> | null {
  const byParameter = new Map<string, LeafCondition[]>();
  for (const part of parts) {
    if (part.kind === "all" || part.kind === "any") return null;
    const leaves = byParameter.get(part.parameter) ?? [];
    const last = leaves.at(-1);
    const inOrder = last ? COMPARISONS.indexOf(last.kind) < COMPARISONS.indexOf(part.kind) : true;
    if (!inOrder || (last && [...byParameter.keys()].at(-1) !== part.parameter)) return null;
    byParameter.set(part.parameter, [...leaves, part]);
  }
  return Object.fromEntries(
    [...byParameter].map(([name, leaves]) => {
      const [only] = leaves;
      if (leaves.length === 1) return [name, describeCondition(only)[name]];
      return [name, Object.assign({}, ...leaves.map(describeComparison))]; // keys are comparators, never a user's
    }),
  );
}

function describeComparison(leaf: LeafCondition): Record<string, unknown> {
  return { [leaf.kind]: leaf.kind === "in" || leaf.kind === "not_in" ? leaf.values : leaf.value };
}

function describeConstraint(constraint: Constraint): Record<string, unknown> {
  if (constraint.kind === "expr") return { expr: constraint.source };
  const { terms, kind: _, ...bounds } = constraint;
  return { linear: Object.fromEntries(terms.map(({ parameter, coefficient }) => [parameter, coefficient])), ...bounds };
}
