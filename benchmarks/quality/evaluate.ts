/** One evaluation of a problem, the same for every rival: noise is named by problem, seed and evaluation index. */
import { makeRng } from "@/lib/engine/rng/rng";

import { sha256, toHex } from "@/lib/engine/rng/sha256";
import { canonicalJson } from "@/lib/engine/space/fingerprint";
import { parseSpace } from "@/lib/engine/space/parse-space";
import { sampleAssignments } from "@/lib/engine/space/sample";
import type { Assignments, Space } from "@/lib/engine/space/space";
import type { QualityProblem } from "./problems/problem";

export interface Evaluation {
  /** What the sampler is told; null for a failure. */
  readonly told: number | null;
  /** What counts; null where every evaluation fails. */
  readonly value: number | null;
}

export interface EvaluationName {
  readonly seed: number;
  readonly index: number;
}

export function evaluate(problem: QualityProblem, assignments: Assignments, name: EvaluationName): Evaluation {
  const value = problem.value(assignments);
  return { value, told: problem.observe ? problem.observe(assignments, noiseOf(problem.id, name)) : value };
}

export function noiseOf(id: string, { seed, index }: EvaluationName) {
  return makeRng({ seed: `tellus-quality-noise/${seed}`, purpose: id, number: index });
}

const spaces = new Map<string, Space>();

type SpaceGiven = Pick<QualityProblem, "id" | "space" | "constraints">;

/** The problem's space as the engine reads it. */
export function spaceOf(problem: SpaceGiven): Space {
  const known = spaces.get(problem.id);
  if (known) return known;
  const parsed = parseSpace(problem.space, problem.constraints ?? []);
  if (!("space" in parsed)) throw new Error(`${problem.id} has no valid space: ${JSON.stringify(parsed.issues)}`);
  spaces.set(problem.id, parsed.space);
  return parsed.space;
}

const PROBES = 5;
const prints = new Map<string, string>();

/** Names a problem's space and function, so that a trace of an earlier version of it is not mistaken for one of this. */
export function problemPrint(problem: QualityProblem): string {
  const { id, space, constraints = [], direction } = problem;
  return printOf(problem, { id, space, constraints, direction }, (assignments, index) => {
    const { told, value } = evaluate(problem, assignments, { seed: 0, index });
    return [told, value];
  });
}

/** By what is said of a problem and its values at a few points. */
export function printOf(
  problem: SpaceGiven,
  said: Readonly<Record<string, unknown>>,
  valuesAt: (assignments: Assignments, index: number) => readonly (number | null)[],
): string {
  const known = prints.get(problem.id);
  if (known !== undefined) return known;
  const values = Array.from({ length: PROBES }, (_, index) => {
    const rng = makeRng({ seed: "tellus-quality-probes", purpose: problem.id, number: index });
    // Ten digits: the last ones may differ between processors.
    return valuesAt(sampleAssignments(spaceOf(problem), rng), index).map((value) => value?.toPrecision(10) ?? null);
  });
  const print = toHex(sha256(canonicalJson({ ...said, values })), 2);
  prints.set(problem.id, print);
  return print;
}
