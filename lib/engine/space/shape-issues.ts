import { pointTo } from "./space";

export interface ShapeIssue {
  readonly pointer: string;
  readonly detail: string;
}

/** The part of a zod error this needs, so that zod itself stays in `schema.ts`. */
interface SchemaError {
  readonly issues: readonly SchemaIssue[];
}
interface SchemaIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly SchemaIssue[])[];
  readonly issues?: readonly SchemaIssue[];
}

const ISSUES_MAX = 100;

/** A schema's refusals as pointers and sentences. */
export function shapeIssues(error: SchemaError): ShapeIssue[] {
  return error.issues.flatMap((issue) => describe(issue, "")).slice(0, ISSUES_MAX);
}

function describe(issue: SchemaIssue, base: string): ShapeIssue[] {
  const pointer = issue.path.reduce<string>((path, token) => pointTo(path, String(token)), base);
  if (issue.code === "unrecognized_keys" && issue.keys) {
    return issue.keys.map((key) => ({ pointer: pointTo(pointer, key), detail: "is not a known field; remove it" }));
  }
  // Of a union's alternatives, the one that got furthest is the one that was meant.
  if (issue.code === "invalid_union" && issue.errors && issue.errors.length > 0) {
    const depth = (issues: readonly SchemaIssue[]): number => Math.max(...issues.map(({ path }) => path.length));
    const deepest = issue.errors.reduce((best, candidate) => (depth(candidate) > depth(best) ? candidate : best));
    if (depth(deepest) > 0) return deepest.flatMap((inner) => describe(inner, pointer));
    return [{ pointer, detail: "has none of the allowed forms" }];
  }
  // A refused key of a map carries its reasons inside.
  if (issue.code === "invalid_key" && issue.issues)
    return issue.issues.map(({ message }) => ({ pointer, detail: `name ${message}` }));
  return [{ pointer, detail: issue.message }];
}
