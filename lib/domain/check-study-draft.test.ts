import { describe, expect, it } from "vitest";
import { checkStudyDraft } from "./check-study-draft";

const LIBRARY_WORDS =
  /invalid (input|option|string|key|value|discriminator)|expected|received|too (small|big)|undefined/i;
const GARBAGE: readonly unknown[] = [undefined, null, "", "x", -1, 0, 1.5, 1e300, true, [], ["x"], {}, { x: "x" }];
const study = {
  name: "study",
  objectives: [{ metric: "loss", direction: "minimize" }],
  search_space: {
    lr: { type: "float", low: 0.1, high: 1, scale: "log", default: 0.5 },
    layers: { type: "int", low: 1, high: 4, step: 1 },
    size: { type: "ordinal", values: [16, 32] },
    optimizer: { type: "categorical", choices: ["adam", "sgd"], weights: [1, 2] },
    momentum: { type: "float", low: 0, high: 1, when: { optimizer: "sgd" } },
    nesterov: { type: "bool", when: { any: [{ optimizer: "sgd" }, { layers: { gte: 2 } }] } },
    device: { type: "fixed", value: "cpu" },
  },
  constraints: [{ linear: { lr: 1, layers: 2 }, lte: 6 }, { expr: "lr * layers < 3" }],
  outcome_constraints: [{ metric: "size", lte: 3 }],
  sampler: { name: "tpe", gamma: 0.1, start_trials: 5 },
  scheduler: {
    name: "asha",
    metric: "loss",
    resource: { name: "epoch", min: 1, max: 27 },
    checkpoint: "preferred",
    mode: "promote",
    eta: 3,
    brackets: 2,
  },
  limits: { max_trials: 10, max_parallel: 2, max_failures: 3, max_retries: 1, no_improvement_trials: 5 },
  seed: 1,
  tags: ["a"],
};

const TWO_OBJECTIVES = [
  { metric: "loss", direction: "minimize" },
  { metric: "seconds", direction: "minimize" },
];

/** The study with one thing in it, however deep, replaced by something else. */
function variants(value: unknown, replacement: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((key) => {
    const put = (next: unknown) => (Array.isArray(value) ? value.with(Number(key), next) : { ...value, [key]: next });
    const inside: unknown = Reflect.get(value, key);
    return [put(replacement), ...variants(inside, replacement).map(put)];
  });
}

describe("the draft of a study", () => {
  it("has no fault as it stands", () => {
    expect(checkStudyDraft(study)).toEqual([]);
  });

  it.each(GARBAGE)("says what to do in sentences wherever %j stands instead", (replacement) => {
    for (const { detail, pointer } of variants(study, replacement).flatMap(checkStudyDraft)) {
      expect(detail, pointer).not.toMatch(LIBRARY_WORDS);
      expect(detail, pointer).toMatch(/^[^a-z].*[.!?]$/u);
      expect(pointer).toMatch(/^(\/|$)/);
    }
  });

  it.each([
    [{ limits: { max_trials: 0 } }, "/limits/max_trials", "Must be 1 or more."],
    [{ limits: { max_trials: "many" } }, "/limits/max_trials", "Must be a whole number, not a text."],
    [{ sampler: { name: "tpe", gamma: 2 } }, "/sampler/gamma", "Must be 0.5 or less."],
    [
      { sampler: { name: "tpe", gama: 2 } },
      "/sampler/gama",
      "There is no such field. Remove it, or check its spelling.",
    ],
    [
      { sampler: { name: "gp", acquisition: "ucb" }, objectives: TWO_OBJECTIVES },
      "/sampler/acquisition",
      "ucb is of one objective. Leave it out: with several objectives gp goes by expected hypervolume.",
    ],
    [
      { sampler: { name: "de" }, objectives: TWO_OBJECTIVES },
      "/sampler/name",
      "de follows one objective. Choose nsga2, tpe or auto for several, or leave one objective.",
    ],
    [
      { scheduler: { name: "hyperbrand" } },
      "/scheduler/name",
      "There is no scheduler “hyperbrand”. Choose one of: successive-halving, hyperband, asha, pasha, median, percentile, patience, threshold, cost-cap, wilcoxon, pbt, pb2.",
    ],
    [
      { scheduler: { name: "hyperband" } },
      "/scheduler/resource/max",
      "Hyperband needs the largest resource of a trial; give it, or use median, or asha with mode: stop.",
    ],
    [
      { scheduler: { name: "hyperband", resource: { max: 9 }, checkpoint: "none" } },
      "/scheduler/checkpoint",
      "Hyperband pauses trials and resumes them; set it to preferred (without a checkpoint a trial begins anew), or use median, or asha with mode: stop.",
    ],
    [
      { scheduler: { name: "threshold", lower: 2, upper: 1 } },
      "/scheduler/lower",
      "Must be less than scheduler.upper, or every trial would stop.",
    ],
    [{ scheduler: { name: "asha", eta: 1 } }, "/scheduler/eta", "Must be 2 or more."],
    [
      { scheduler: { name: "median", metric: "speed" } },
      "/scheduler/metric",
      "There is no objective “speed”. Choose one of: loss.",
    ],
    [
      { objectives: TWO_OBJECTIVES, scheduler: { name: "median" } },
      "/objectives",
      "Median compares trials by one objective, and the study has 2; use asha with mode: stop.",
    ],
    [
      { objectives: TWO_OBJECTIVES, scheduler: null },
      "/limits/no_improvement_trials",
      "Needs a study of one objective. Leave it out, or give the objectives a target.",
    ],
    [{ search_space: { x: { type: "float", high: 1 } } }, "/search_space/x/low", "Is missing; give a number."],
    [
      { search_space: { x: { type: "float", low: "a", high: 1 } } },
      "/search_space/x/low",
      "Must be a number, not a text.",
    ],
    [
      { search_space: { x: { type: "categorical", choices: [] } } },
      "/search_space/x/choices",
      "Must have at least 1 item.",
    ],
  ])("names the field and what to do: %j", (change, pointer, detail) => {
    expect(checkStudyDraft({ ...study, constraints: [], ...change })).toContainEqual(
      expect.objectContaining({ pointer, detail }),
    );
  });
});
