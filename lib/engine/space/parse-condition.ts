/** Reads `when`: names only earlier parameters, and asks only for values they can take. */
import { type LeafCondition, leafHolds } from "./condition";
import { describeDomain } from "./contains";
import { domainOf } from "./domain";
import type { Wanted, When } from "./schema";
import {
  type Comparator,
  type Condition,
  type Parameter,
  pointTo,
  type Scalar,
  type SpaceIssue,
  type SpaceIssueCode,
  withoutNegativeZero,
} from "./space";

export interface ConditionContext {
  readonly name: string;
  /** Parameters read so far; null for one that is itself refused, about which nothing more can be said. */
  readonly earlier: ReadonlyMap<string, Parameter | null>;
  readonly names: ReadonlySet<string>;
  readonly issues: SpaceIssue[];
  readonly pointer: string;
}

export function parseCondition(raw: When, context: ConditionContext): Condition {
  for (const kind of ["all", "any"] as const) {
    const parts = Object.hasOwn(raw, kind) ? (raw as Record<string, unknown>)[kind] : undefined;
    // The schema has shown that a list under "all" or "any" holds conditions: no parameter may have these names.
    if (Array.isArray(parts)) {
      const at = (index: number) => ({ ...context, pointer: `${context.pointer}/${kind}/${index}` });
      const of = parts.map((part: When, index) => parseCondition(part, at(index)));
      return of.length === 1 ? of[0] : { kind, of };
    }
  }
  const entries = Object.entries(raw as Record<string, Wanted>);
  if (entries.length === 0) refuse(context, "empty_condition", "is empty; name a parameter or remove it");
  const parts = entries.flatMap(([parent, wanted]) =>
    parseLeaf(parent, wanted, { ...context, pointer: pointTo(context.pointer, parent) }),
  );
  return parts.length === 1 ? parts[0] : { kind: "all", of: parts };
}

function parseLeaf(parent: string, wanted: Wanted, context: ConditionContext): Condition[] {
  const parameter = context.earlier.get(parent);
  if (!parameter) {
    if (parameter === undefined) refuseParent(parent, context);
    return [];
  }
  const leaves = leavesFor(parameter, wanted, context);
  for (const { leaf, pointer } of leaves) {
    if (leaf.kind !== "in" && leaf.kind !== "not_in" && !isSatisfiable(parameter, leaf)) {
      refuse({ ...context, pointer }, "unreachable_value", `never holds: ${parent} is ${describeDomain(parameter)}`);
    }
  }
  return leaves.map(({ leaf }) => leaf);
}

function refuseParent(parent: string, context: ConditionContext): void {
  if (!context.names.has(parent)) {
    refuse(context, "unknown_parameter", `"${parent}" is not a parameter of this space`);
  } else {
    const hint =
      parent === context.name ? "a parameter cannot depend on itself" : `move "${parent}" before "${context.name}"`;
    refuse(context, "later_parameter", `"${parent}" does not come earlier; ${hint}`);
  }
}

interface PlacedLeaf {
  readonly leaf: LeafCondition;
  readonly pointer: string;
}

function leavesFor(parameter: Parameter, wanted: Wanted, context: ConditionContext): PlacedLeaf[] {
  const { pointer } = context;
  if (Array.isArray(wanted)) return [listLeaf(parameter, { kind: "in", values: wanted, listed: true }, context)];
  if (typeof wanted !== "object" || wanted === null) {
    return [listLeaf(parameter, { kind: "in", values: [wanted as Scalar], listed: false }, context)];
  }
  const comparisons = Object.entries(wanted).filter(([, value]) => value !== undefined);
  if (comparisons.length === 0)
    refuse(context, "empty_condition", 'is empty; give a value or a comparison such as {"gte": 2}');
  return comparisons.map(([kind, value]) => {
    const placed = { ...context, pointer: `${pointer}/${kind}` };
    if (kind === "in" || kind === "not_in")
      return listLeaf(parameter, { kind, values: value as Scalar[], listed: true }, placed);
    return comparisonLeaf(parameter, kind as Comparator, value as number | string, placed); // the schema's other keys
  });
}

function listLeaf(
  parameter: Parameter,
  { kind, values, listed }: { kind: "in" | "not_in"; values: readonly Scalar[]; listed: boolean },
  context: ConditionContext,
): PlacedLeaf {
  const normalized = values.map(withoutNegativeZero);
  for (const [index, value] of normalized.entries()) {
    if (domainOf(parameter).contains(value)) continue;
    const pointer = listed ? `${context.pointer}/${index}` : context.pointer;
    refuse(
      { ...context, pointer },
      "unreachable_value",
      `${parameter.name} is never ${JSON.stringify(value)}: it is ${describeDomain(parameter)}`,
    );
  }
  return { leaf: { kind, parameter: parameter.name, values: normalized }, pointer: context.pointer };
}

function comparisonLeaf(
  parameter: Parameter,
  kind: Comparator,
  value: number | string,
  context: ConditionContext,
): PlacedLeaf {
  const { pointer } = context;
  if (ordersByNumber(parameter)) {
    if (typeof value !== "number")
      refuse(context, "not_comparable", `must be a number, because ${parameter.name} is one`);
    return { leaf: { kind, parameter: parameter.name, value: Number(value) + 0 }, pointer };
  }
  if (parameter.type !== "ordinal") {
    refuse(context, "not_comparable", `${parameter.name} has no order; use a list of values`);
    return { leaf: { kind: "in", parameter: parameter.name, values: [] }, pointer };
  }
  // An ordinal of names is ordered by position, which a list of the values meant says once and for all.
  const position = parameter.values.indexOf(value);
  if (position < 0) refuse(context, "unreachable_value", `must be ${describeDomain(parameter)}`);
  const values = parameter.values.filter((_, index) => leafHolds({ kind, parameter: "", value: position }, index));
  if (values.length === 0)
    refuse(
      context,
      "unreachable_value",
      `never holds: nothing comes ${kind === "gt" ? "after" : "before"} ${JSON.stringify(value)}`,
    );
  return { leaf: { kind: "in", parameter: parameter.name, values }, pointer };
}

/** True when the parameter's values are ordered by size. */
function ordersByNumber(parameter: Parameter): boolean {
  if (parameter.type === "ordinal") return parameter.values.every((value) => typeof value === "number");
  if (parameter.type === "fixed") return typeof parameter.value === "number";
  return parameter.type === "float" || parameter.type === "int";
}

function isSatisfiable(parameter: Parameter, leaf: LeafCondition): boolean {
  const domain = domainOf(parameter);
  if (parameter.type === "ordinal") return parameter.values.some((value) => leafHolds(leaf, value));
  // A numeric range satisfies a one-sided comparison if one of its ends does.
  return [domain.decode(0), domain.decode(1)].some((end) => leafHolds(leaf, end));
}

function refuse(context: ConditionContext, code: SpaceIssueCode, detail: string): void {
  context.issues.push({ subject: "space", pointer: context.pointer, code, detail });
}
