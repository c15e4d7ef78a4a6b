import type { Evaluation, Minimum, Search } from "./projected-lbfgs";

/**
 * Runs searches side by side: each round evaluates as one batch what they ask for, told which search asks for which
 * point. Minima in the order of the searches.
 */
export function runSearches(
  searches: readonly Search[],
  evaluate: (points: readonly Float64Array[], searches: readonly number[]) => readonly Evaluation[],
): readonly Minimum[] {
  const minima: (Minimum | undefined)[] = searches.map(() => undefined);
  let asking = searches.map((search, index) => ({ search, index, result: search.next() }));
  for (;;) {
    for (const { index, result } of asking) if (result.done) minima[index] = result.value;
    asking = asking.filter(({ result }) => !result.done);
    if (asking.length === 0) return minima as readonly Minimum[]; // every search has ended
    const answers = evaluate(
      asking.map(({ result }) => result.value as Float64Array), // not done: it yielded a point
      asking.map(({ index }) => index),
    );
    asking = asking.map(({ search, index }, position) => ({ search, index, result: search.next(answers[position]) }));
  }
}
