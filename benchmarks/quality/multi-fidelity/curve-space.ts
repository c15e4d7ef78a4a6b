import { cellsOfSpace } from "@/lib/engine/space/cardinality";
import { compileSpace } from "@/lib/engine/space/compiled-space";
import { parseSpace } from "@/lib/engine/space/parse-space";
import type { CurveProblem } from "./curve-problem";

/** The problem's space as the engine reads it, and its points in their order. */
export function cellsOf({ id, space }: CurveProblem) {
  const parsed = parseSpace(space, []);
  if (!("space" in parsed)) throw new Error(`${id} has no valid space: ${JSON.stringify(parsed.issues)}`);
  const compiled = compileSpace(parsed.space);
  const cells = cellsOfSpace(compiled);
  if (!cells) throw new Error(`${id} is not finite.`);
  return { compiled, cells };
}
