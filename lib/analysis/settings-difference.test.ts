import { describe, expect, it } from "vitest";
import type { Study } from "@/lib/contract/study";
import { settingsDifference } from "./settings-difference";

type Settings = Parameters<typeof settingsDifference>[0][number];

const settings = (given: Partial<Settings> = {}): Settings => ({
  objectives: [{ metric: "loss", direction: "minimize" }],
  outcome_constraints: [],
  warm_start: [],
  constraints: [],
  sampler: { name: "random" },
  scheduler: null,
  limits: {
    max_trials: 100,
    max_parallel: null,
    max_failures: null,
    max_retries: 3,
    deadline: null,
    max_cost: null,
    max_resource: null,
    no_improvement_trials: null,
    trial_timeout_s: null,
  },
  seed: 7,
  reproducible: false,
  ...given,
});
const limits = (given: Partial<Study["limits"]>) => ({ limits: { ...settings().limits, ...given } });

const differing = (other: Partial<Settings>) =>
  Object.fromEntries(
    settingsDifference([settings(), settings(other)]).flatMap(({ name, cells, same }) =>
      same ? [] : [[name, [cells[0]?.text, cells[1]?.text, ...(cells[1]?.marks ?? [])]]],
    ),
  );

describe("the difference of two studies' settings", () => {
  it("is none between equals", () => {
    expect(differing({})).toEqual({});
    expect(differing({ sampler: { name: "random" }, constraints: [] })).toEqual({});
  });

  it.each<[string, Partial<Settings>, unknown]>([
    ["the sampler", { sampler: { name: "grid" } }, { Sampler: ["random", "grid", "changed"] }],
    [
      "an option of the sampler",
      { sampler: { name: "random", scramble: false } },
      { "Sampler: scramble": [null, "false", "added"] },
    ],
    ["the budget", limits({ max_trials: 20_000 }), { Trials: ["100", "20,000", "changed"] }],
    ["a limit that few set", limits({ max_cost: 40 }), { "Cost allowed": [null, "40", "added"] }],
    ["a limit", limits({ max_parallel: 4 }), { "In parallel": ["no limit", "4", "changed"] }],
    [
      "the deadline",
      limits({ deadline: "2026-01-01T00:00:00Z" }),
      { Deadline: ["none", "2026-01-01 00:00:00 UTC", "changed"] },
    ],
    [
      "a direction",
      { objectives: [{ metric: "loss", direction: "maximize" }] },
      { Objective: ["minimize loss", "maximize loss", "changed"] },
    ],
    [
      "outcome constraints",
      { outcome_constraints: [{ metric: "latency", lte: 20 }] },
      { "Outcome constraints": ["none", "latency ≤ 20", "changed"] },
    ],
    [
      "constraints of the space",
      { constraints: [{ expr: "a * b <= 3" }] },
      { "Constraints on assignments": ["none", "a * b <= 3", "changed"] },
    ],
    ["the seed", { seed: 8 }, { Seed: ["7", "8", "changed"] }],
    ["whether it can be played again", { reproducible: true }, { Reproducible: ["no", "yes", "changed"] }],
    [
      "the worst that is of use",
      { objectives: [{ metric: "loss", direction: "minimize", reference: 0.5 }] },
      { Objective: ["minimize loss", "minimize loss, within 0.5", "changed"] },
    ],
  ])("names %s", (_, other, expected) => {
    expect(differing(other)).toEqual(expected);
  });

  it("lists options of a sampler below it", () => {
    const names = settingsDifference([settings(), settings({ sampler: { name: "grid", points: 3 } })]).map(
      ({ name }) => name,
    );
    expect(names.indexOf("Sampler: points")).toBe(names.indexOf("Sampler") + 1);
  });
});
