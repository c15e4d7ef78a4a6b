/** Results of dear work, by the study and the entries it was done from. A cache: without it the same comes out, later. */
import type { LossEntry } from "./history";
import type { Problem } from "./problem";

interface Work {
  /** What is computed, and by what means: everything it depends on besides problem and entries. */
  readonly name: string;
  readonly problem: Problem;
  readonly entries: readonly LossEntry[];
}

interface Result extends Pick<Work, "name" | "entries"> {
  readonly value: unknown;
}

const KEPT = 6;
const results = new WeakMap<Problem, Result[]>();

/** Compares by identity, which `recall` keeps from one request to the next. */
export function remembered<Value>({ name, problem, entries }: Work, make: () => Value): Value {
  const known = results.get(problem) ?? [];
  const found = known.find((result) => result.name === name && areSame(result.entries, entries));
  if (found) return found.value as Value; // of the same name, so made by the same function
  const value = make();
  results.set(problem, [{ name, entries, value }, ...known].slice(0, KEPT));
  return value;
}

function areSame(one: readonly LossEntry[], other: readonly LossEntry[]): boolean {
  return one.length === other.length && one.every((entry, index) => entry === other[index]);
}
