/**
 * Constraints made ready to check. A constraint does not apply while a parameter it names is inactive.
 */
import { evaluateExpression, namesIn, parseExpression } from "./expression";
import type { Branch, Constraint, Scalar } from "./space";

export interface CompiledConstraint {
  readonly names: readonly string[];
  /** Linear terms, for samplers that solve for a coordinate; null for an expression. */
  readonly linear: Extract<Constraint, { kind: "linear" }> | null;
  /** How far from holding, 0 when it holds. An expression has no distance: 1 when it does not hold. */
  violation(read: (name: string) => Scalar | undefined): number;
}

/** Sums of decimals carry rounding, so 0.1 + 0.2 must still be at most 0.3. Relative to the sum's largest term. */
const LINEAR_TOLERANCE = 1e-9;

export function compileConstraint(constraint: Constraint): CompiledConstraint {
  return constraint.kind === "linear" ? compileLinear(constraint) : compileExpression(constraint.source);
}

/** A branch as a constraint that also an absent parameter breaks. */
export function compileBranch({ parameter, value }: Branch): CompiledConstraint {
  return { names: [parameter], linear: null, violation: (read) => (read(parameter) === value ? 0 : 1) };
}

function compileLinear(constraint: Extract<Constraint, { kind: "linear" }>): CompiledConstraint {
  const { terms, lte = Number.POSITIVE_INFINITY, gte = Number.NEGATIVE_INFINITY } = constraint;
  const names = terms.map((term) => term.parameter);
  const violation: CompiledConstraint["violation"] = (read) => {
    let [sum, size] = [0, 0];
    for (const { parameter, coefficient } of terms) {
      const value = read(parameter);
      if (value === undefined) return 0;
      const term = coefficient * Number(value);
      sum += term;
      size = Math.max(size, Math.abs(term));
    }
    if (!Number.isFinite(sum)) return Number.MAX_VALUE; // an overflowing sum is in no range
    const excess = Math.max(sum - lte, gte - sum, 0);
    return excess <= LINEAR_TOLERANCE * size ? 0 : excess;
  };
  return { names, linear: constraint, violation };
}

function compileExpression(source: string): CompiledConstraint {
  const expression = parseExpression(source);
  const names = namesIn(expression);
  const violation: CompiledConstraint["violation"] = (read) => {
    if (names.some((name) => read(name) === undefined)) return 0;
    return evaluateExpression(expression, (name) => Number(read(name))) === 0 ? 1 : 0;
  };
  return { names, linear: null, violation };
}
