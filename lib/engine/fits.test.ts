import { describe, expect, test } from "vitest";
import { fitHistory, suggest } from "./engine";
import { isFitDue, lastBeside } from "./fits";
import type { HistoryEntry, Outcome } from "./history";
import type { Kernels } from "./linalg/kernels";
import { plainKernels } from "./linalg/plain-kernels";
import type { SuggestMessage } from "./messages";
import type { Problem } from "./problem";
import { makeRng } from "./rng/rng";
import { sampleAssignments } from "./space/sample";
import { mustParse } from "./testing/arbitrary-space";

const PLAIN = { x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } } as const;
const BRANCHED = {
  ...PLAIN,
  kind: { type: "categorical", choices: ["a", "b"] },
  z: { ...PLAIN.x, when: { kind: "b" } },
};

interface Wish {
  readonly sampler: string;
  readonly space?: Readonly<Record<string, unknown>>;
  readonly problem?: Partial<Problem>;
  readonly count?: number;
}

/** Of a seed of its own each time: nothing is remembered of one case in another. */
let seeds = 0;
function messageOf({ sampler, space: given = PLAIN, problem, count = 60 }: Wish): SuggestMessage {
  const space = mustParse(given);
  const history = Array.from({ length: count }, (_, number): HistoryEntry => {
    const assignments = sampleAssignments(space, makeRng({ seed: "fits", purpose: "point", number }));
    const [x, y] = [Number(assignments.x), Number(assignments.y)];
    // Later results differ much from the earlier ones: fits to either must not be alike.
    const loss = number < 45 ? (x - 0.3) ** 2 : Math.sin(20 * y);
    const outcome = number % 11 === 10 ? "failed" : "completed";
    return { number, assignments, outcome, values: { loss, size: y - x }, cost: 10 ** (4 * x) };
  });
  seeds += 1;
  return {
    problem: { space, objectives: [{ metric: "loss", direction: "minimize" }], seed: `fits ${seeds}`, ...problem },
    sampler: { name: sampler, options: {} },
    history,
    pending: [],
    numbers: [count, count + 1],
    effort: { tries: 2_000, candidates: 64, searches: 2 },
  };
}

const past = (message: SuggestMessage, known: number): SuggestMessage => ({
  ...message,
  history: message.history.slice(0, known),
  numbers: [known],
});

/** A study like it of another budget: nothing that was remembered of the first is its own. */
const alike = (message: SuggestMessage, maxTrials: number): SuggestMessage => ({
  ...message,
  problem: { ...message.problem, maxTrials },
});

/** Counts how often a likelihood is computed, which nothing but a fit does. */
function countingKernels(): { readonly kernels: Kernels; readonly count: () => number } {
  let count = 0;
  const likelihood: Kernels["likelihood"] = (model) => {
    count += 1;
    return plainKernels.likelihood(model);
  };
  return { kernels: { ...plainKernels, likelihood }, count: () => count };
}

const CASES: readonly (Wish & { readonly title: string })[] = [
  { title: "gp", sampler: "gp" },
  { title: "auto", sampler: "auto" },
  { title: "auto where branches have a floor", sampler: "auto", space: BRANCHED },
  { title: "gp with a bound", sampler: "gp", problem: { outcomeConstraints: [{ metric: "size", lte: 0.2 }] } },
  {
    title: "gp of two objectives",
    sampler: "gp",
    problem: {
      objectives: [
        { metric: "loss", direction: "minimize" },
        { metric: "size", direction: "maximize" },
      ],
    },
  },
];

describe.each(CASES)("hyperparameters of $title, fitted beside its suggestions,", ({ title, ...wish }) => {
  const message = messageOf(wish);
  const fits = fitHistory(past(message, 45));

  test("say the same whether they come along or are fitted in a request that names their results", () => {
    expect(suggest({ ...message, fits })).toEqual(suggest({ ...message, fits: { known: 45 } }));
    const other = alike(message, 1_000);
    expect(suggest({ ...other, fits: { known: 45 } })).toEqual(suggest({ ...other, fits }));
  });

  test("are what a suggestion goes by: those of other results give another one", () => {
    expect(JSON.stringify(suggest({ ...message, fits }))).not.toBe(JSON.stringify(suggest(message)));
  });

  test("are not fitted again in a request that they come with", () => {
    const [along, named] = [countingKernels(), countingKernels()];
    suggest({ ...alike(message, 2_000), fits }, along.kernels);
    suggest({ ...alike(message, 3_000), fits: { known: 45 } }, named.kernels);
    expect(along.count()).toBe(0);
    expect(named.count()).toBeGreaterThan(0);
  });
});

test("fits of more results than there are are refused", () => {
  expect(() => suggest({ ...messageOf({ sampler: "gp" }), fits: { known: 61 } })).toThrow(/no 61 results/);
});

const ended = (count: number, outcome: Outcome = "completed") =>
  Array.from({ length: count }, (_, number) => ({ number, outcome }));

test("fits are kept from forty results on, of which twenty say something", () => {
  expect([39, 40].map((count) => lastBeside(ended(count)))).toEqual([false, true]);
  expect(lastBeside([...ended(31, "failed"), ...ended(19)])).toBe(false);
  expect(lastBeside([...ended(31, "failed"), ...ended(20)])).toBe(true);
});

test("fits are made anew at a tenth more results, and when one of those that they know is corrected", () => {
  expect([43, 44, 60].map((count) => isFitDue(ended(count), 40))).toEqual([false, true, true]);
  const correction = { number: 7, outcome: "completed" } as const;
  expect(isFitDue([...ended(41), correction], 40)).toBe(true);
  expect(isFitDue([...ended(41), { ...correction, number: 41 }], 40)).toBe(false);
});
