import { describe, expect, test } from "vitest";
import { suggest } from "../engine";
import type { HistoryEntry } from "../history";
import type { Problem } from "../problem";
import { standardNormal } from "../rng/distributions";
import { makeRng } from "../rng/rng";
import type { Assignments } from "../space/space";
import { mustParse } from "../testing/arbitrary-space";
import { stoppingAdvice } from "./stopping-advice";

const problem = (direction: "minimize" | "maximize" = "minimize"): Problem => ({
  space: mustParse({ x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } }),
  objectives: [{ metric: "loss", direction }],
  seed: "advice",
});
const bowl = ({ x, y }: Assignments): number => (Number(x) - 0.4) ** 2 + (Number(y) - 0.7) ** 2;

interface Played {
  readonly count: number;
  readonly sampler?: "gp" | "quasi-random";
  readonly noise?: number;
}

/** A study of the bowl as a sampler plays it. */
function played({ count, sampler = "gp", noise = 0 }: Played): HistoryEntry[] {
  const rng = makeRng({ seed: "advice", purpose: "noise", number: 0 });
  const history: HistoryEntry[] = [];
  while (history.length < count) {
    const [{ assignments }] = suggest({
      problem: problem(),
      sampler: { name: sampler, options: {} },
      effort: { candidates: 256, searches: 2 },
      history,
      pending: [],
      numbers: [history.length],
    }).suggestions;
    const loss = bowl(assignments) + noise * standardNormal(rng);
    history.push({ number: history.length, assignments, outcome: "completed", values: { loss } });
  }
  return history;
}

function advised(history: readonly HistoryEntry[], of: Problem = problem()) {
  const advice = stoppingAdvice({ problem: of, history });
  if (!("gainMax" in advice)) throw new Error(`No advice: ${JSON.stringify(advice)}`);
  return advice;
}

describe("advice on stopping", () => {
  test("a bowl that was searched to its bottom has little to gain, and less than when it was looked at evenly", () => {
    const searched = advised(played({ count: 30 }));
    const looked = advised(played({ count: 20, sampler: "quasi-random" }));
    expect(searched.kind).not.toBe("go_on");
    expect(searched.expectedGain).toBeLessThan(looked.expectedGain);
    expect(searched.gainMax).toBeLessThan(0.01);
  });

  test("a wide space that hardly was looked at says to go on", () => {
    const names = Array.from({ length: 8 }, (_, index) => `x${index}`);
    const space = mustParse(Object.fromEntries(names.map((name) => [name, { type: "float", low: 0, high: 1 }])));
    const rng = makeRng({ seed: "wide", purpose: "points", number: 0 });
    const history = Array.from({ length: 24 }, (_, number): HistoryEntry => {
      const assignments = Object.fromEntries(names.map((name) => [name, rng.uniform()]));
      const loss = names.reduce((sum, name) => sum + (assignments[name] - 0.5) ** 2, 0);
      return { number, assignments, outcome: "completed", values: { loss } };
    });
    expect(advised(history, { ...problem(), space }).kind).toBe("go_on");
  });

  test("noise is told in the objective's unit, within a factor of two", () => {
    const { noise } = advised(played({ count: 60, sampler: "quasi-random", noise: 0.1 }));
    expect(noise).toBeGreaterThan(0.05);
    expect(noise).toBeLessThan(0.2);
  });

  test("pitfall 46: while each trial is better than those before it never says to stop, up to 50 trials", () => {
    const rng = makeRng({ seed: "slope", purpose: "points", number: 0 });
    const history = Array.from({ length: 50 }, (_, number): HistoryEntry => {
      const assignments = { x: number / 100, y: rng.uniform() };
      const loss = -10 * assignments.x + 0.02 * standardNormal(rng);
      return { number, assignments, outcome: "completed", values: { loss } };
    });
    for (const count of [20, 30, 40, 49]) expect(advised(history.slice(0, count)).kind).toBe("go_on");
  });

  test("pitfall 46: results that are noise alone have nothing left but noise", () => {
    const rng = makeRng({ seed: "flat", purpose: "noise", number: 0 });
    const history = played({ count: 60, sampler: "quasi-random" }).map((entry) => ({
      ...entry,
      values: { loss: standardNormal(rng) },
    }));
    expect(advised(history).kind).not.toBe("go_on");
  });

  test("maximizing f and minimizing -f get the same figures", () => {
    const history = played({ count: 24, sampler: "quasi-random", noise: 0.02 });
    const mirrored = history.map((entry) => ({ ...entry, values: { loss: -(entry.values?.loss ?? 0) } }));
    expect(advised(mirrored, problem("maximize"))).toEqual(advised(history));
  });

  test("too few trials and several objectives are answers, and so are failures and constant results", () => {
    const history = played({ count: 25, sampler: "quasi-random" });
    expect(stoppingAdvice({ problem: problem(), history: history.slice(0, 5) })).toEqual({
      kind: "too_few_trials",
      measured: 5,
      needed: 20,
    });
    const two = {
      ...problem(),
      objectives: [...problem().objectives, { metric: "size", direction: "minimize" as const }],
    };
    expect(stoppingAdvice({ problem: two, history }).kind).toBe("no_model");
    const failing = history.map((entry, index) =>
      index % 3 === 0 && index > 0 ? { ...entry, number: 100 + index, outcome: "failed" as const, values: {} } : entry,
    );
    expect(["go_on", "little_to_gain", "too_few_trials"]).toContain(
      stoppingAdvice({ problem: problem(), history: failing }).kind,
    );
    const constant = history.map((entry) => ({ ...entry, values: { loss: 3 } }));
    const advice = advised(constant);
    expect(advice.expectedGain).toBeGreaterThanOrEqual(0);
    expect(Number.isFinite(advice.gainMax)).toBe(true);
  });

  test("of results near 1e308 every figure is a number, and the sentence says no Infinity", () => {
    const history = played({ count: 30, sampler: "quasi-random" }).map((entry, index) => ({
      ...entry,
      values: { loss: (index % 2 ? 1 : -1) * 1.7e308 },
    }));
    const diverged = played({ count: 30, sampler: "quasi-random" });
    diverged[0] = { ...diverged[0], values: { loss: 1e308 } };
    for (const advice of [advised(history), advised(diverged), advised(diverged, problem("maximize"))]) {
      const { expectedGain, gainMax, noise, why } = advice;
      expect([expectedGain, gainMax, noise].every(Number.isFinite)).toBe(true);
      expect(why).not.toContain("Infinity");
    }
  });
});
