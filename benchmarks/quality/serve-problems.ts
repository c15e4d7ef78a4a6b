/**
 * Evaluates problems for rivals written in other languages, so that every problem exists once: one JSON request a line on
 * standard input, one JSON reply a line on standard output.
 */
import { createInterface } from "node:readline";
import { z } from "zod";
import { compileSpace, toRow } from "@/lib/engine/space/compiled-space";
import type { Assignments } from "@/lib/engine/space/space";
import { evaluate, problemPrint, spaceOf } from "./evaluate";
import { findProblem, problems } from "./problems/problems";

const Point = z.object({
  /** Which evaluation of its seed this is. */
  index: z.int(),
  assignments: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
const Request = z.discriminatedUnion("op", [
  z.object({ op: z.literal("list") }),
  z.object({ op: z.literal("describe"), problem: z.string() }),
  z.object({ op: z.literal("evaluate"), problem: z.string(), seed: z.int(), points: z.array(Point) }),
]);
type Request = z.infer<typeof Request>;

export async function serveProblems(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(answer(Request.parse(JSON.parse(line))))}\n`);
  }
}

export function answer(request: Request) {
  if (request.op === "list") return problems.map(({ id, family }) => ({ id, family }));
  const problem = findProblem(request.problem);
  if (request.op === "describe") {
    const { id, family, direction, constraints = [] } = problem;
    // A list: order is meaning, and not every reader of JSON keeps the order of keys.
    const parameters = Object.entries(problem.space).map(([name, parameter]) => ({ name, ...parameter }));
    return { id, family, direction, parameters, constrained: constraints.length > 0, print: problemPrint(problem) };
  }
  return request.points.map(({ index, assignments }) => ({
    ...evaluate(problem, assignments, { seed: request.seed, index }),
    violation: violationOf(request.problem, assignments),
  }));
}

/** How far the constraints are broken, 0 when they hold. */
function violationOf(id: string, assignments: Assignments): number {
  const compiled = compileSpace(spaceOf(findProblem(id)));
  return compiled.violation(toRow(compiled, assignments));
}
