import { describe, expect, it } from "vitest";
import type { EngineView, OpenTrial } from "@/server/db/sql/producer-functions";
import { planRound } from "./plan-round";

const trial = (number: number, given: Partial<OpenTrial> = {}): OpenTrial => ({
  id: `trial ${number}`,
  number,
  state: "queued",
  assignments: {},
  generation: null,
  unsold: true,
  version: 1,
  basis: 5,
  space_revision: 1,
  ...given,
});

function view(given: Partial<EngineView>): EngineView {
  const settings = {
    search_space: {},
    constraints: [],
    objectives: [],
    outcome_constraints: [],
    sampler: { name: "gp" },
  };
  const head = {
    state: "active",
    next_number: 10,
    room: 100,
    exhausted: false,
    space_revision: 1,
    seed: "1",
    max_trials: 110,
    reproducible: false,
  };
  return { ...settings, ...head, results: 5, crashes: null, told: [], open: [], ...given };
}

const plan = (given: Partial<EngineView>, wanted: number, options: { learns?: boolean; keep?: boolean } = {}) => {
  const { rewrites, kept, numbers, pending, fresh } = planRound({
    view: view(given),
    wanted,
    learns: options.learns ?? true,
    keep: options.keep ?? false,
  });
  const numbersOf = (trials: readonly OpenTrial[]) => trials.map(({ number }) => number);
  return { rewrites: numbersOf(rewrites), kept: numbersOf(kept), numbers, pending: numbersOf(pending), fresh };
};

describe("planRound", () => {
  it("counts what is fresh, rewrites what is stale by number and mints the rest", () => {
    const open = [
      trial(6, { unsold: false, state: "running" }),
      trial(7),
      trial(8, { basis: 4 }),
      trial(9, { basis: 3 }),
    ];
    expect(plan({ open }, 4)).toEqual({ fresh: 1, rewrites: [8, 9], kept: [], numbers: [8, 9, 10], pending: [6, 7] });
  });

  it("leaves what is stale alone while enough is fresh, and then asks the engine for nothing", () => {
    expect(plan({ open: [trial(8), trial(9, { basis: 0 })] }, 1).numbers).toEqual([]);
  });

  it("keeps what is stale but not wanted from being repeated", () => {
    expect(plan({ open: [trial(8, { basis: 1 }), trial(9, { basis: 2 })] }, 1)).toMatchObject({
      rewrites: [8],
      pending: [9],
    });
  });

  it("rewrites although the budget is used up or the space is: those numbers are counted already", () => {
    const open = [trial(9, { basis: 0 })];
    expect(plan({ open, room: 0 }, 3).numbers).toEqual([9]);
    expect(plan({ open, exhausted: true }, 3).numbers).toEqual([9]);
  });

  it("never finds stale what no result changes, but what another space holds", () => {
    const open = [trial(8, { basis: 0 }), trial(9, { space_revision: 0 })];
    expect(plan({ open }, 2, { learns: false })).toMatchObject({ fresh: 1, rewrites: [9], numbers: [9] });
  });

  it("keeps stale suggestions as they are where rewriting them led nowhere, but for those of another space", () => {
    const open = [trial(8, { basis: 1 }), trial(9, { basis: 1, space_revision: 0 })];
    expect(plan({ open }, 3, { keep: true })).toEqual({
      fresh: 0,
      rewrites: [9],
      kept: [8],
      numbers: [9, 10],
      pending: [8],
    });
  });

  it("asks for 64 at most", () => {
    expect(plan({ open: [trial(9, { basis: 0 })] }, 500).numbers).toHaveLength(64);
  });
});
