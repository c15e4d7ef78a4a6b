import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { suggest } from "../engine";
import type { CurvePoint, HistoryEntry, PendingTrial } from "../history";
import type { Problem } from "../problem";
import { recall } from "../recall";
import { mustParse } from "../testing/arbitrary-space";
import { atDeepestRung } from "./deepest-rung";

const problem: Problem = {
  space: mustParse({ x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } }),
  objectives: [{ metric: "loss", direction: "minimize" }],
  seed: "rungs",
};
const RUNGS = [1, 3, 9];

const assignmentsOf = (number: number) => ({ x: ((number * 7) % 31) / 31, y: ((number * 11) % 29) / 29 });

/** A curve that falls to a bowl with ripples, lowest at (0.7, 0.2), reported at each rung up to the resource. */
function curveOf(number: number, resource: number): CurvePoint[] {
  const { x, y } = assignmentsOf(number);
  const end = (x - 0.7) ** 2 + (y - 0.2) ** 2 + 0.2 * (1 - Math.cos(10 * (x - 0.7)) * Math.cos(8 * (y - 0.2)));
  return RUNGS.filter((rung) => rung <= resource).map((rung) => {
    return { resource: rung, values: { loss: end + (1 + 0.1 * x) / rung } };
  });
}
const pruned = (number: number, resource: number): HistoryEntry => {
  return { number, assignments: assignmentsOf(number), outcome: "pruned", curve: curveOf(number, resource) };
};
const running = (number: number, resource: number): PendingTrial => {
  return { number, assignments: assignmentsOf(number), curve: curveOf(number, resource) };
};
const paused = (number: number, resource: number): PendingTrial => ({ ...running(number, resource), paused: true });
const view = (history: readonly HistoryEntry[], pending: readonly PendingTrial[], of = problem) =>
  atDeepestRung(recall({ problem: of, history, pending, numbers: [99], sampler: { name: "gp", options: {} } }), {
    rungs: RUNGS,
    below: true,
  });

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

describe("the deepest rung with enough results", () => {
  test("is learnt from: paused and stopped trials are results of it, those that did not come there have none", () => {
    const history = [...range(0, 8).map((number) => pruned(number, 1)), ...range(8, 12).map((n) => pruned(n, 3))];
    const { entries, pending } = view(history, [
      ...range(12, 16).map((n) => paused(n, 3)),
      running(16, 1),
      running(17, 0),
      paused(18, 1),
    ]);
    const results = entries.filter(({ outcome, losses }) => outcome === "completed" && losses);
    expect(results.map(({ number }) => number)).toEqual(range(8, 16));
    expect(results[0].losses?.[0]).toBe(curveOf(8, 3)[1].values.loss);
    expect(entries.filter(({ outcome }) => outcome === "pruned").map(({ number }) => number)).toEqual([
      ...range(0, 8),
      18,
    ]);
    expect(pending.map(({ number }) => number)).toEqual([16, 17]);
  });

  test("is the first rung while none has enough, and no rung is skipped towards one that has fewer", () => {
    const few = view(
      range(0, 4).map((number) => pruned(number, 9)),
      [],
    );
    expect(few.entries.map(({ losses }) => losses?.[0])).toEqual(range(0, 4).map((n) => curveOf(n, 1)[0].values.loss));
  });

  test("results at rungs below are told beside, of trials that train on as well, each by how far below it is", () => {
    const history = [...range(0, 20).map((n) => pruned(n, 1)), ...range(20, 30).map((n) => pruned(n, 9))];
    const { entries, pending } = view(history, [running(30, 3), running(31, 0)]);
    const belowOf = (number: number) => [...entries, ...pending].find((trial) => trial.number === number)?.below;
    const lossOf = (number: number, rung: number) => [curveOf(number, 9)[RUNGS.indexOf(rung)].values.loss];
    expect(belowOf(0)).toEqual([{ distance: 1, losses: lossOf(0, 1) }]);
    for (const number of [20, 30]) {
      expect(belowOf(number)).toEqual([
        { distance: 1, losses: lossOf(number, 1) },
        { distance: expect.closeTo(0.5), losses: lossOf(number, 3) },
      ]);
    }
    expect(pending.map(({ number }) => number)).toEqual([30, 31]);
  });

  test("results below are told of trials too that were told to be complete before the rung", () => {
    const early: HistoryEntry = { ...pruned(40, 3), outcome: "completed", values: { loss: 5 } };
    const history = [...range(0, 20).map((n) => pruned(n, 9)), early];
    const seen = view(history, []).entries.find(({ number }) => number === 40);
    expect(seen?.losses).toEqual([5]);
    expect(seen?.below?.map(({ distance }) => distance)).toEqual([1, expect.closeTo(0.5)]);
  });

  test("is not one that failed trials have come to and hardly any other", () => {
    const failed = range(0, 10).map((number): HistoryEntry => ({ ...pruned(number, 9), outcome: "failed" }));
    const { entries } = view([...failed, ...range(10, 20).map((number) => pruned(number, 1))], []);
    expect(entries.filter(({ losses }) => losses).map(({ number }) => number)).toEqual(range(10, 20));
  });

  test("gives the same objects for as long as nothing has changed, and reads results by the problem's own objectives", () => {
    const history = [...range(0, 8).map((number) => pruned(number, 1)), ...range(8, 16).map((n) => pruned(n, 3))];
    const copied = (): HistoryEntry[] => JSON.parse(JSON.stringify(history));
    const first = view(copied(), [running(16, 3), paused(17, 1)]);
    const second = view(copied(), [running(16, 3), paused(17, 1)]);
    for (const [index, entry] of second.entries.entries()) expect(entry).toBe(first.entries[index]);
    const mirrored = view(history, [], { ...problem, objectives: [{ metric: "loss", direction: "maximize" }] });
    const plain = view(history, []);
    expect(mirrored.entries.map(({ losses }) => losses?.[0])).toEqual(
      plain.entries.map(({ losses }) => losses && -losses[0]).map((loss) => loss ?? undefined),
    );
  });

  test("a failure stays one however far it had come, and a result that is no number is none", () => {
    const broken: CurvePoint[] = [{ resource: 1, values: { loss: Number.NaN } }];
    const failed: HistoryEntry = { ...pruned(0, 3), outcome: "failed" };
    const { entries } = view([failed, { ...pruned(1, 1), curve: broken }], []);
    expect(entries.map(({ outcome, losses }) => [outcome, losses])).toEqual([
      ["failed", null],
      ["completed", null],
    ]);
  });

  test("a trial that was corrected counts once, with what was told last", () => {
    const first = range(0, 12).map((number) => pruned(number, 3));
    const corrected = range(0, 5).flatMap(() => range(0, 2).map((number) => pruned(number, 9)));
    const told = { ...pruned(0, 1), curve: [{ resource: 1, values: { loss: 7 } }] };
    const { isLast, entries } = view([...first, ...corrected, told], []);
    expect(isLast).toBe(false);
    expect(entries.at(-1)?.below).toEqual([{ distance: expect.closeTo(0.5), losses: [7] }]);
  });

  test("coarser reports count at the rung they have passed", () => {
    const coarse = range(0, 8).map((number): HistoryEntry => {
      return { ...pruned(number, 0), curve: [{ resource: 4, values: { loss: number } }] };
    });
    expect(view(coarse, []).entries.map(({ losses }) => losses?.[0])).toEqual(range(0, 8));
  });
});

test("no sampler proposes again what is out or was stopped at any rung, and the same request gives the same answer", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("gp", "tpe", "random-forest", "auto", "cma-es", "de"),
      fc.array(fc.constantFrom(0, 1, 3, 9), { minLength: 1, maxLength: 24 }),
      (name, resources) => {
        const history = resources.flatMap((resource, n) => (n % 3 === 0 ? [] : [pruned(n, resource)]));
        const pending = resources.flatMap((resource, n) => (n % 3 === 0 ? [paused(n, resource)] : []));
        const numbers = [resources.length, resources.length + 1];
        const message = { problem, sampler: { name, options: {} }, history, pending, numbers, rungs: RUNGS };
        const effort = { candidates: 64, searches: 1 };
        const reply = suggest({ ...message, effort });
        expect(reply.suggestions).toHaveLength(2);
        const known = resources.map((_, number) => JSON.stringify(assignmentsOf(number)));
        for (const { assignments } of reply.suggestions) expect(known).not.toContain(JSON.stringify(assignments));
        expect(suggest(JSON.parse(JSON.stringify({ ...message, effort })))).toEqual(reply);
      },
    ),
    { numRuns: 40 },
  );
});

test("in which order trials that are out are listed changes nothing, also for who follows the order of results", () => {
  const history = range(0, 10).map((number) => pruned(number, 3));
  const pending = range(10, 40).map((number) => paused(number, number % 2 === 0 ? 3 : 1));
  for (const name of ["nsga2", "nsga3", "regularized-evolution", "genetic", "cma-es"]) {
    const options = name === "cma-es" || name === "genetic" ? {} : { population_size: 8 };
    const message = { problem, sampler: { name, options }, history, numbers: range(40, 48), rungs: RUNGS };
    const [listed, reversed] = [pending, pending.toReversed()].map((out) => suggest({ ...message, pending: out }));
    expect(reversed, name).toEqual(listed);
  }
});

test("with the rungs below the model goes nearer to the optimum than by the few results of the last one alone", () => {
  const history = [...range(0, 24).map((number) => pruned(number, 1)), ...range(24, 30).map((n) => pruned(n, 9))];
  const distances = (rungs: readonly number[]): number[] =>
    ["a", "b", "c", "d", "e"].map((seed) => {
      const message = { problem: { ...problem, seed }, sampler: { name: "gp", options: {} }, history, pending: [] };
      const { x, y } = suggest({ ...message, numbers: [30], rungs }).suggestions[0].assignments;
      return Math.hypot(Number(x) - 0.7, Number(y) - 0.2);
    });
  const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[2];
  const [together, alone] = [median(distances(RUNGS)), median(distances([9]))];
  expect(together).toBeLessThan(0.3);
  expect(together).toBeLessThan(alone);
});

describe("while few trials are trained to the end", () => {
  const early = range(0, 30).map((number) => pruned(number, 3));
  const late = [...early, ...range(30, 42).map((number) => pruned(number, 9))];
  const effort = { candidates: 64, searches: 1 };
  const randomOf = (name: string, history: readonly HistoryEntry[]): number => {
    const numbers = range(100, 160);
    const { suggestions } = suggest({
      problem,
      sampler: { name, options: {} },
      history,
      pending: [],
      numbers,
      rungs: RUNGS,
      effort,
    });
    expect(suggestions.map(({ number }) => number)).toEqual(numbers);
    expect(new Set(suggestions.map(({ fingerprint }) => fingerprint)).size).toBe(numbers.length);
    for (const { origin } of suggestions) expect(origin.sampler).toBe(name);
    return suggestions.filter(({ origin }) => origin.by === "random").length;
  };

  test.each(["tpe", "random-forest"])("about a third of the trials of %s are drawn at random, then none", (name) => {
    expect(randomOf(name, early)).toBeGreaterThan(10);
    expect(randomOf(name, early)).toBeLessThan(32);
    expect(randomOf(name, late)).toBe(0);
  });

  test("a population needs no random trials beside its own", () => {
    expect(randomOf("cma-es", early)).toBe(0);
    expect(randomOf("de", early)).toBe(0);
  });

  test("where rungs below are learnt from, three trials trained to the end are enough", () => {
    const three = [...early, ...range(30, 33).map((number) => pruned(number, 9))];
    const message = {
      problem,
      sampler: { name: "gp", options: {} },
      pending: [],
      numbers: range(40, 48),
      rungs: RUNGS,
    };
    const byRandom = (history: readonly HistoryEntry[]) =>
      suggest({ ...message, history, effort }).suggestions.filter(({ origin }) => origin.by === "random").length;
    expect(byRandom(early)).toBeGreaterThan(0);
    expect(byRandom(three)).toBe(0);
  });
});
