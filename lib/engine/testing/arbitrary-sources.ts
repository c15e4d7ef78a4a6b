/** Other studies' results for the conformance suite: plain, strange and extreme. */
import type { Problem, Source } from "../problem";
import { makeRng } from "../rng/rng";
import { sampleAssignments } from "../space/sample";
import type { Assignments, Space } from "../space/space";

const VALUES = [0, 1, -1, 1e308, -1e308, 5e-324];

export function everyOtherWarm(problem: Problem, index: number): Problem {
  return index % 2 === 0 ? problem : { ...problem, sources: arbitrarySources(problem.space, index) };
}

/** What two other studies found: in this space, outside of it, in another, repeated, beyond all bounds; and nothing. */
function arbitrarySources(space: Space, index: number): readonly Source[] {
  const point = (number: number) =>
    sampleAssignments(space, makeRng({ seed: "conformance", purpose: "source", number: 100 * index + number }));
  const results = Array.from({ length: 7 }, (_, number) => ({
    assignments: number === 0 ? { elsewhere: 1 } : point(Math.ceil(number / 1.5)),
    values: { loss: VALUES[(number + index) % VALUES.length], size: VALUES[(3 * number + index) % VALUES.length] },
  }));
  const outside = Array.from({ length: 5 }, (_, number) => ({
    assignments: stretched(point(10 + number), 1 + number / 2),
    values: { loss: Math.sin(7 * number + index) },
  }));
  return index % 3 === 0
    ? [{ results }, { results: outside }]
    : [{ results: [...results, ...outside] }, { results: [] }];
}

const stretched = (assignments: Assignments, factor: number): Assignments =>
  Object.fromEntries(
    Object.entries(assignments).map(([name, value]) => [name, typeof value === "number" ? factor * value : value]),
  );

type SourceValues = Readonly<Record<string, number>>;

/** The same sources with other values; nothing where there are none. */
export function sourcesWith(
  { sources }: Problem,
  change: (values: SourceValues) => SourceValues,
): Pick<Problem, "sources"> {
  if (!sources) return {};
  return {
    sources: sources.map(({ results }) => ({
      results: results.map((result) => ({ ...result, values: change(result.values) })),
    })),
  };
}

export const negatedSize = ({ size, ...values }: SourceValues): SourceValues => ({
  ...values,
  size: -(size ?? Number.NaN),
});
