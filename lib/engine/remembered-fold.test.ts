import { expect, test } from "vitest";
import type { LossEntry } from "./history";
import type { Problem } from "./problem";
import { foldRemembered } from "./remembered-fold";
import type { Sampler } from "./sampler/sampler";

/** Lists the numbers it folded, and counts how many it was handed. */
function lister(): Sampler<unknown, unknown> & { folded: number } {
  return {
    folded: 0,
    initial: () => [],
    fold(state, entries) {
      this.folded += entries.length;
      return [...(state as number[]), ...entries.map(({ number }) => number)];
    },
    suggest: () => ({ suggestions: [], exhausted: true, diagnostics: [] }),
  };
}

const problem = (): Problem => ({ space: { parameters: [], constraints: [] }, objectives: [], seed: "fold" });
const entry = (number: number): LossEntry => ({
  number,
  assignments: {},
  fingerprint: `${number}`,
  outcome: "failed",
  losses: null,
  excess: [],
});
const entries = Array.from({ length: 1_000 }, (_, number) => entry(number));
const numbers = (list: readonly LossEntry[]) => list.map(({ number }) => number);

test("what was folded before is not folded again", () => {
  const [sampler, study] = [lister(), problem()];
  const fold = (list: readonly LossEntry[]) =>
    foldRemembered(sampler, { name: "lister", problem: study, options: {}, entries: list });
  expect(fold(entries.slice(0, 990))).toEqual(numbers(entries.slice(0, 990)));
  for (let length = 991; length <= 1_000; length += 1) fold(entries.slice(0, length));
  expect(fold(entries)).toEqual(numbers(entries));
  expect(sampler.folded).toBe(1_000);
});

test("a trial that ended late, between others, costs what came after it, and a corrected one too", () => {
  const [sampler, study] = [lister(), problem()];
  const fold = (list: readonly LossEntry[]) =>
    foldRemembered(sampler, { name: "lister", problem: study, options: {}, entries: list });
  const missing = entries.filter(({ number }) => number !== 980);
  fold(missing);
  expect(fold(entries)).toEqual(numbers(entries));
  const corrected = entries.map((each) => (each.number === 970 ? entry(970) : each));
  expect(fold(corrected)).toEqual(numbers(corrected));
  expect(sampler.folded).toBeLessThan(1_000 + 2 * 65 + 1);
});

test("with many workers, whose trials end in any order, a late one costs the last few entries, for a sampler within another as well", () => {
  const [sampler, study] = [lister(), problem()];
  const ended: LossEntry[] = [];
  // Of sixteen that are out the third, the eleventh, the sixth, … ends next.
  const out = entries.slice(0, 16);
  for (const next of entries.slice(16)) {
    ended.push(...out.splice((ended.length * 7 + 3) % 16, 1));
    out.push(next);
    const inOrder = [...ended].sort((one, other) => one.number - other.number);
    for (const name of ["auto", "auto/lister"]) {
      const folded = foldRemembered(sampler, { name, problem: study, options: {}, entries: inOrder });
      expect(folded).toEqual(numbers(inOrder));
    }
  }
  // Of 984 requests for two names, 64 entries each at most.
  expect(sampler.folded).toBeLessThan(984 * 2 * 64);
});

test("other options, another sampler and another study are folded for themselves", () => {
  const [sampler, study] = [lister(), problem()];
  const ofName = (name: string, of: Problem) =>
    foldRemembered(sampler, { name, problem: of, options: {}, entries: entries.slice(0, 10) });
  ofName("one", study);
  ofName("two", study);
  ofName("one", problem());
  expect(sampler.folded).toBe(30);
});
