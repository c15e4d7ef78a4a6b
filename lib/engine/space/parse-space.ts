/**
 * Turns what a user wrote into a space, or says everything that is wrong with it, each with a pointer to the field and
 * what to do. After this, nothing in the engine needs to doubt a space.
 */
import { parseConstraints } from "./parse-constraints";
import { parseParameter } from "./parse-parameter";
import { plainWords } from "./plain-words";
import { CONSTRAINTS_MAX, PARAMETERS_MAX, SearchSpace, SpaceConstraints } from "./schema";
import { type ShapeIssue, shapeIssues } from "./shape-issues";
import { type Parameter, pointTo, type Space, type SpaceIssue } from "./space";

export type ParsedSpace = { readonly space: Space } | { readonly issues: readonly SpaceIssue[] };

/** Names that mean something else: to JavaScript objects, or inside `when`. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype", "all", "any", "not"]);

export function parseSpace(input: unknown, constraints: unknown = []): ParsedSpace {
  const early = [...checkSpaceObject(input), ...checkConstraintList(constraints)];
  if (early.length > 0) return { issues: early };
  const shape = SearchSpace.safeParse(input, { error: plainWords });
  const constraintShape = SpaceConstraints.safeParse(constraints ?? [], { error: plainWords });
  if (!shape.success || !constraintShape.success) {
    return { issues: [...issuesOf("space", shape.error), ...issuesOf("constraints", constraintShape.error)] };
  }
  const issues: SpaceIssue[] = [];
  const parsed = new Map<string, Parameter | null>();
  const names = new Set(Object.keys(shape.data));
  for (const [name, raw] of Object.entries(shape.data)) {
    const found = issues.length;
    const parameter = parseParameter(raw, { name, earlier: parsed, names, issues });
    parsed.set(name, issues.length === found ? parameter : null);
  }
  const parsedConstraints = parseConstraints(constraintShape.data, { parameters: parsed, issues });
  return issues.length > 0
    ? { issues }
    : {
        space: {
          parameters: [...parsed.values()].filter((parameter) => parameter !== null),
          constraints: parsedConstraints,
        },
      };
}

function checkSpaceObject(input: unknown): SpaceIssue[] {
  const refuse = (code: SpaceIssue["code"], pointer: string, detail: string): SpaceIssue => ({
    subject: "space",
    pointer,
    code,
    detail,
  });
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return [
      refuse(
        "invalid_shape",
        "",
        'must be an object of parameters, for example {"lr": {"type": "float", "low": 0.001, "high": 1}}',
      ),
    ];
  }
  const names = Object.keys(input);
  if (names.length === 0) return [refuse("invalid_shape", "", "must have at least one parameter")];
  if (names.length > PARAMETERS_MAX) {
    return [refuse("too_many", "", `has ${names.length} parameters; at most ${PARAMETERS_MAX} are allowed`)];
  }
  return names
    .filter((name) => RESERVED_NAMES.has(name))
    .map((name) =>
      refuse("reserved_name", pointTo("", name), `"${name}" is a reserved word; choose another parameter name`),
    );
}

function checkConstraintList(constraints: unknown): SpaceIssue[] {
  if (!Array.isArray(constraints) || constraints.length <= CONSTRAINTS_MAX) return [];
  const detail = `has ${constraints.length} constraints; at most ${CONSTRAINTS_MAX} are allowed`;
  return [{ subject: "constraints", pointer: "/constraints", code: "too_many", detail }];
}

function issuesOf(subject: SpaceIssue["subject"], error: Parameters<typeof shapeIssues>[0] | undefined): SpaceIssue[] {
  const base = subject === "constraints" ? "/constraints" : "";
  const issues = error ? shapeIssues(error) : [];
  return issues.map(({ pointer, detail }: ShapeIssue) => ({
    subject,
    code: "invalid_shape",
    pointer: base + pointer,
    detail,
  }));
}
