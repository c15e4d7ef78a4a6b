/** Conditions: when a parameter exists, as a function of the values of earlier ones. */
import type { Condition, Scalar } from "./space";

/** Whether the condition holds. A comparison with an inactive (undefined) parameter never does. */
export function holds(condition: Condition, read: (name: string) => Scalar | undefined): boolean {
  switch (condition.kind) {
    case "all":
      return condition.of.every((part) => holds(part, read));
    case "any":
      return condition.of.some((part) => holds(part, read));
    default:
      return leafHolds(condition, read(condition.parameter));
  }
}

export type LeafCondition = Exclude<Condition, { kind: "all" | "any" }>;

/** Whether one comparison holds for a value of its parameter. */
export function leafHolds(leaf: LeafCondition, value: Scalar | undefined): boolean {
  if (value === undefined) return false;
  if (leaf.kind === "in") return leaf.values.includes(value);
  if (leaf.kind === "not_in") return !leaf.values.includes(value);
  if (typeof value !== "number") return false;
  switch (leaf.kind) {
    case "gt":
      return value > leaf.value;
    case "gte":
      return value >= leaf.value;
    case "lt":
      return value < leaf.value;
    case "lte":
      return value <= leaf.value;
  }
}

/** The comparisons a condition is made of. */
export function leavesOf(condition: Condition): LeafCondition[] {
  return condition.kind === "all" || condition.kind === "any" ? condition.of.flatMap(leavesOf) : [condition];
}
