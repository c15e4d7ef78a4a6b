/**
 * Evaluates problems for rivals written in other languages, so that every problem exists once: one JSON request a line on
 * standard input, one JSON reply a line on standard output.
 */
import { createInterface } from "node:readline";
import { z } from "zod";
import { compileSpace, toRow } from "@/lib/engine/space/compiled-space";
import type { Assignments } from "@/lib/engine/space/space";
import { evaluate, problemPrint, spaceOf } from "./evaluate";
import { answerBbob, BbobRequests } from "./many-trials/serve-bbob";
import { RESOURCE } from "./multi-fidelity/curve-problem";
import { curveProblems, findCurveProblem } from "./multi-fidelity/curve-problems";
import { type CurveTable, readCurveTable } from "./multi-fidelity/curve-table";
import type { ObjectiveProblem } from "./multi-objective/objective-problem";
import { objectivePrint } from "./multi-objective/objective-trace";
import { findObjectiveProblem, objectiveProblems } from "./multi-objective/problems/problems";
import type { QualityProblem } from "./problems/problem";
import { findProblem, problems } from "./problems/problems";

const Point = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const Evaluated = z.object({
  /** Which evaluation of its seed this is. */
  index: z.int(),
  assignments: Point,
});
const Request = z.discriminatedUnion("op", [
  z.object({ op: z.literal("list") }),
  z.object({ op: z.literal("describe"), problem: z.string() }),
  z.object({ op: z.literal("evaluate"), problem: z.string(), seed: z.int(), points: z.array(Evaluated) }),
  z.object({ op: z.literal("list-curves") }),
  z.object({ op: z.literal("curve"), problem: z.string(), assignments: Point }),
  z.object({ op: z.literal("list-objectives") }),
  z.object({ op: z.literal("objectives"), problem: z.string(), assignments: Point }),
  ...BbobRequests,
]);
type Request = z.infer<typeof Request>;

export async function serveProblems(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(answer(Request.parse(JSON.parse(line))))}\n`);
  }
}

export function answer(request: Request) {
  if (request.op === "list") return problems.map(({ id, family }) => ({ id, family }));
  if (request.op === "list-curves")
    return curveProblems.map(({ id, space }) => ({ id, parameters: parametersOf(space), resource: RESOURCE }));
  if (request.op === "curve") return tableOf(request.problem).curveOf(request.assignments);
  if (request.op === "list-objectives") return objectiveProblems.map(describeObjectives);
  if (request.op === "objectives") return findObjectiveProblem(request.problem).value(request.assignments);
  if (request.op === "bbob-runs" || request.op === "bbob-instance" || request.op === "bbob") return answerBbob(request);
  const problem = findProblem(request.problem);
  if (request.op === "describe") {
    const { id, family, direction, constraints = [] } = problem;
    const parameters = parametersOf(problem.space);
    return { id, family, direction, parameters, constrained: constraints.length > 0, print: problemPrint(problem) };
  }
  return request.points.map(({ index, assignments }) => ({
    ...evaluate(problem, assignments, { seed: request.seed, index }),
    violation: violationOf(request.problem, assignments),
  }));
}

function describeObjectives(problem: ObjectiveProblem) {
  const { id, space, objectives } = problem;
  const directions = objectives.map(({ direction }) => direction);
  return { id, parameters: parametersOf(space), directions, print: objectivePrint(problem) };
}

/** A list: order is meaning, and not every reader of JSON keeps the order of keys. */
function parametersOf(space: QualityProblem["space"]) {
  return Object.entries(space).map(([name, parameter]) => ({ name, ...parameter }));
}

const tables = new Map<string, CurveTable>();

function tableOf(id: string): CurveTable {
  const table = tables.get(id) ?? readCurveTable(findCurveProblem(id));
  tables.set(id, table);
  return table;
}

/** How far the constraints are broken, 0 when they hold. */
function violationOf(id: string, assignments: Assignments): number {
  const compiled = compileSpace(spaceOf(findProblem(id)));
  return compiled.violation(toRow(compiled, assignments));
}
