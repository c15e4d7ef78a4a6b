import fc from "fast-check";
import { expect, it } from "vitest";
import { checkStudyDraft } from "@/lib/domain/check-study-draft";
import { parseScalarList, writeScalarList } from "./scalar-text";
import { fromDraft, toDraft } from "./study-form-values";
import { templates } from "./templates";

const scalar = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
  fc.boolean(),
  fc.constant(null),
);

it("writes lists of values so that they read back as they were", () => {
  fc.assert(
    fc.property(fc.array(scalar, { minLength: 1 }), (values) => {
      expect(parseScalarList(writeScalarList(values))).toEqual(values);
    }),
    { seed: 5 },
  );
});

it.each(templates.map(({ title, draft }) => [title, draft] as const))(
  "the template %s is a study that can be created, and survives the way through the form",
  (_title, draft) => {
    expect(checkStudyDraft({ ...draft, name: "a name" })).toEqual([]);
    const values = fromDraft(draft);
    expect(values && toDraft(values)).toEqual(draft);
    expect(Object.keys((values && toDraft(values).search_space) ?? {})).toEqual(Object.keys(draft.search_space));
  },
);

it("keeps what the form has no field for", () => {
  const draft = {
    name: "rich",
    objectives: [{ metric: "loss", direction: "minimize" }],
    search_space: {
      a: { type: "int", low: 1, high: 9 },
      b: {
        type: "float",
        low: 0,
        high: 1,
        prior: { type: "normal", mean: 0.5, sd: 0.1 },
        when: { a: { gt: 1, lt: 8 } },
      },
      c: { type: "categorical", choices: ["x", "1", 1, null], weights: [1, 2, 3, 4], when: { a: [2, 3] } },
    },
    sampler: { name: "grid", levels: { b: 3 } },
    scheduler: {
      name: "asha",
      metric: "loss",
      resource: { name: "epoch", min: 1, max: 9, unit: "passes" },
      checkpoint: "required",
      eta: 3,
      future: { deep: true },
    },
    limits: { max_trials: 5, deadline: "2030-01-01T00:00:00Z" },
    constraints: [{ expr: "a <= 8" }],
    metadata: { team: "vision" },
  };
  const values = fromDraft(draft);
  expect(values && toDraft(values)).toEqual(draft);
  expect(checkStudyDraft(draft).map(({ pointer }) => pointer)).toEqual(["/scheduler/resource/unit"]);
});

it("keeps targets, limits and schedulers on the way through the form, and what stands in their place that is none", () => {
  const [{ draft } = { draft: {} }] = templates;
  const limits = { max_trials: 5, no_improvement_trials: 3, max_cost: 1.5, trial_timeout_s: 60, max_retries: 0 };
  const objectives = [
    { metric: "validation_loss", direction: "minimize", target: 0.1 },
    { metric: "cost", direction: "minimize" },
  ];
  const schedulers = [
    { name: "hyperband", resource: { max: 81 } },
    { name: "median" },
    { name: "asha", resource: 7, eta: "x" },
    "asha",
    { eta: 3 },
    [],
  ];
  for (const scheduler of schedulers) {
    const given = { ...draft, limits, objectives, scheduler };
    const values = fromDraft(given);
    expect(values && toDraft(values)).toEqual(given);
  }
  expect(fromDraft({ ...draft, objectives, scheduler: schedulers[0] })).toMatchObject({
    scheduler: { name: "hyperband", resourceMax: "81" },
    objectives: [{ target: "0.1" }, { target: "" }],
  });
});

it("keeps repeats and the limit of steps on the way through the form, and what stands in their place that is none", () => {
  const [{ draft } = { draft: {} }] = templates;
  const limits = { max_trials: 5, max_resource: 900 };
  const all = { max: 3, rule: "all" };
  const race = { max: 8, rule: "race", error_rate: 0.1, min: 2 };
  for (const repeats of [
    all,
    race,
    { ...all, min: 2 },
    { max: "x", rule: "race" },
    { ...race, deep: {} },
    { max: 3 },
    [],
    null,
  ]) {
    const given = { ...draft, limits, repeats };
    const values = fromDraft(given);
    expect(values && toDraft(values)).toEqual(given);
  }
  expect(fromDraft({ ...draft, limits, repeats: race })).toMatchObject({
    maxResource: "900",
    repeats: { rule: "race", max: "8", errorRate: "0.1", min: "2" },
  });
  expect(
    checkStudyDraft({ ...draft, name: "a name", repeats: { ...all, min: 2 } }).map(({ pointer }) => pointer),
  ).toEqual(["/repeats/min"]);
});

it("keeps a deadline as it was written, whatever its zone, and retries on the way through the form", () => {
  const [{ draft } = { draft: {} }] = templates;
  for (const deadline of ["2030-06-01T18:00:00+05:45", "2030-06-01T18:00:30.5Z", "soon"]) {
    const given = { ...draft, limits: { max_trials: 5, max_retries: 0, deadline } };
    const values = fromDraft(given);
    expect(values).toMatchObject({ deadline, maxRetries: "0", restOfLimits: {} });
    expect(values && toDraft(values)).toEqual(given);
    expect(values && toDraft({ ...values, deadline: "", maxRetries: "" })).toEqual({
      ...draft,
      limits: { max_trials: 5 },
    });
  }
});

it("keeps the studies to learn from, and what stands in their place that is no list of ids", () => {
  const [{ draft } = { draft: {} }] = templates;
  for (const warm_start of [["std_a", "std_b"], [], [7], "std_a"]) {
    const values = fromDraft({ ...draft, warm_start });
    expect(values && toDraft(values)).toEqual({ ...draft, warm_start });
  }
  expect(fromDraft({ ...draft, warm_start: ["std_a"] })?.warmStart).toEqual(["std_a"]);
});

it("says what is wrong by pointer, each once the study is otherwise whole", () => {
  const pointers = (change: object) =>
    checkStudyDraft({
      name: "n",
      objectives: [{ metric: "loss", direction: "minimize" }],
      search_space: { x: { type: "float", low: 0, high: 1 } },
      ...change,
    }).map(({ pointer }) => pointer);
  expect(pointers({})).toEqual([]);
  expect(pointers({ name: "" })).toEqual(["/name"]);
  expect(pointers({ search_space: { x: { type: "float", low: 2, high: 1 } } })[0]).toMatch(/^\/search_space\/x/);
  expect(pointers({ search_space: { x: { type: "float", low: 0, high: "much" } } })).toEqual(["/search_space/x/high"]);
  expect(pointers({ sampler: { name: "nonesuch" } })).toEqual(["/sampler/name"]);
  expect(pointers({ sampler: { name: "grid", resolution: 0 } })).toEqual(["/sampler/resolution"]);
  expect(pointers({ limits: { max_trials: 0 } })).toEqual(["/limits/max_trials"]);
  expect(pointers({ colour: "red" })).toEqual(["/colour"]);
});
