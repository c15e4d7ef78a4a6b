/** Reads constraints: they name numeric parameters of the space, and say something about them. */

import { namesIn, parseExpression } from "./expression";
import { ExpressionError } from "./expression-tokens";
import type { SpaceConstraint } from "./schema";
import { type Constraint, type Parameter, pointTo, type SpaceIssue, type SpaceIssueCode } from "./space";

interface ConstraintsContext {
  readonly parameters: ReadonlyMap<string, Parameter | null>;
  readonly issues: SpaceIssue[];
}

export function parseConstraints(raw: readonly SpaceConstraint[], context: ConstraintsContext): Constraint[] {
  return raw.map((constraint, index) => {
    const refuse: Refuse = (field, code, detail) =>
      context.issues.push({ subject: "constraints", pointer: `/constraints/${index}${field}`, code, detail });
    return "expr" in constraint
      ? parseExpr(constraint.expr, context, refuse)
      : parseLinear(constraint, context, refuse);
  });
}

type Refuse = (field: string, code: SpaceIssueCode, detail: string) => void;
type RawLinear = Exclude<SpaceConstraint, { expr: string }>;

function parseExpr(source: string, { parameters }: ConstraintsContext, refuse: Refuse): Constraint {
  try {
    const names = namesIn(parseExpression(source));
    if (names.length === 0) refuse("/expr", "invalid_expression", "names no parameter");
    for (const name of names) checkNumeric(name, "/expr", { parameters, refuse });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    refuse("/expr", "invalid_expression", `at character ${error.at + 1}: ${error.message}`);
  }
  return { kind: "expr", source };
}

function parseLinear({ linear, lte, gte }: RawLinear, { parameters }: ConstraintsContext, refuse: Refuse): Constraint {
  if (Object.keys(linear).length === 0) refuse("/linear", "invalid_shape", "names no parameter");
  for (const name of Object.keys(linear)) checkNumeric(name, pointTo("/linear", name), { parameters, refuse });
  if (lte === undefined && gte === undefined) refuse("", "missing_bound", 'has no bound; add "lte" or "gte"');
  if (lte !== undefined && gte !== undefined && gte > lte)
    refuse("/gte", "bounds_crossed", `gte (${gte}) is greater than lte (${lte})`);
  else checkReachable({ linear, lte, gte }, parameters, refuse);
  return {
    kind: "linear",
    terms: Object.entries(linear).map(([parameter, coefficient]) => ({ parameter, coefficient: coefficient + 0 })),
    ...(lte !== undefined && { lte: lte + 0 }),
    ...(gte !== undefined && { gte: gte + 0 }),
  };
}

/** Refuses a sum whose bounds no values can meet: no search would end that contradiction. */
function checkReachable(
  { linear, lte, gte }: RawLinear,
  parameters: ConstraintsContext["parameters"],
  refuse: Refuse,
): void {
  let [least, most] = [0, 0];
  for (const [name, coefficient] of Object.entries(linear)) {
    const parameter = parameters.get(name);
    if (!parameter || !isNumeric(parameter)) return; // refused already
    const ends = extremes(parameter).map((end) => end * coefficient);
    least += Math.min(...ends);
    most += Math.max(...ends);
  }
  const slack = 1e-9 * Math.max(Math.abs(least), Math.abs(most));
  if (lte !== undefined && least > lte + slack)
    refuse("/lte", "never_holds", `can never hold: the sum is at least ${least}`);
  if (gte !== undefined && most < gte - slack)
    refuse("/gte", "never_holds", `can never hold: the sum is at most ${most}`);
}

function extremes(parameter: Parameter): number[] {
  if (parameter.type === "float" || parameter.type === "int") return [parameter.low, parameter.high];
  if (parameter.type === "ordinal")
    return [Math.min(...parameter.values.map(Number)), Math.max(...parameter.values.map(Number))];
  return parameter.type === "fixed" ? [Number(parameter.value)] : [];
}

function checkNumeric(
  name: string,
  field: string,
  { parameters, refuse }: { parameters: ReadonlyMap<string, Parameter | null>; refuse: Refuse },
): void {
  const parameter = parameters.get(name);
  if (parameter === undefined) refuse(field, "unknown_parameter", `"${name}" is not a parameter of this space`);
  else if (parameter && !isNumeric(parameter))
    refuse(field, "not_numeric", `"${name}" is ${parameter.type}; constraints take numbers only`);
}

function isNumeric(parameter: Parameter): boolean {
  if (parameter.type === "ordinal") return parameter.values.every((value) => typeof value === "number");
  if (parameter.type === "fixed") return typeof parameter.value === "number";
  return parameter.type === "float" || parameter.type === "int";
}
