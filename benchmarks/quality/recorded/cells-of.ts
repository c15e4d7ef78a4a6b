import { cellsOfSpace } from "@/lib/engine/space/cardinality";
import { compileSpace } from "@/lib/engine/space/compiled-space";
import { parseSpace } from "@/lib/engine/space/parse-space";
import type { Parameter } from "@/lib/engine/space/schema";

export interface FiniteProblem {
  readonly id: string;
  /** Finite and without conditions, so that every point can be recorded. */
  readonly space: Readonly<Record<string, Parameter>>;
}

/** The problem's space as the engine reads it, and its points in their order. */
export function cellsOf({ id, space }: FiniteProblem) {
  const parsed = parseSpace(space, []);
  if (!("space" in parsed)) throw new Error(`${id} has no valid space: ${JSON.stringify(parsed.issues)}`);
  const compiled = compileSpace(parsed.space);
  const cells = cellsOfSpace(compiled);
  if (!cells) throw new Error(`${id} is not finite.`);
  return { compiled, cells };
}
