import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import type * as contract from "@/lib/contract/record";
import type { Study } from "@/lib/contract/study";
import { toUuid } from "@/server/kernel/ids";
import { bestTrial } from "../study/best-trial";
import { cloneStudy } from "../study/clone-study";
import { pauseStudy } from "../study/pause-study";
import { previewSpace } from "../study/preview-space";
import { readStudy } from "../study/read-study";
import { resumeStudy } from "../study/resume-study";
import { stopStudy } from "../study/stop-study";
import { updateStudy } from "../study/update-study";
import { leaseClock } from "../testing/lease-clock";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { createRecords } from "./create-records";
import { enqueueTrials } from "./enqueue-trials";
import { heartbeatTrial } from "./heartbeat-trial";
import { listRecords } from "./list-records";
import { readTrial } from "./read-trial";
import { recordTrial } from "./record-trial";
import { releaseTrial } from "./release-trial";
import { retryTrial } from "./retry-trial";
import { startTrial } from "./start-trial";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

type Born = z.input<typeof contract.createRecords.input>["trials"][number];
type Added = Omit<z.input<typeof contract.recordTrial.input>, "trial_id">;

const external = (more: Parameters<StudyDriver["createStudy"]>[0] = {}): Promise<Study> =>
  driver.createStudy({ search_space: {}, sampler: { name: "external" }, ...more });

const make = async (study: Study, trials: readonly Born[] = [{}], key?: string) => {
  const context = key === undefined ? spaces.one.owner : { ...spaces.one.owner, idempotencyKey: key };
  return (await runService({ service: createRecords, context, input: { study_id: study.id, trials: [...trials] } }))
    .trials;
};
const makeOne = async (study: Study, trial: Born = {}) => {
  const [made] = await make(study, [trial]);
  if (made === undefined) throw new Error("no trial was made");
  return made;
};
const start = (id: string) => runService({ service: startTrial, context: spaces.one.owner, input: { trial_id: id } });
const record = ({ id }: { readonly id: string }, added: Added) =>
  runService({ service: recordTrial, context: spaces.one.owner, input: { trial_id: id, ...added } });
const recordsOf = async (study: Study, more: Partial<z.input<typeof contract.listRecords.input>> = {}) =>
  runService({ service: listRecords, context: spaces.one.owner, input: { study_id: study.id, ...more } });
const onlyRecord = async (study: Study) => {
  const { data } = await recordsOf(study);
  const [only] = data;
  if (only === undefined || data.length > 1) throw new Error(`expected one trial, got ${data.length}`);
  return only;
};
const spaceOf = async (study: Study) =>
  (await runService({ service: readStudy, context: spaces.one.owner, input: { study_id: study.id } })).search_space;

const drawn = (value: number, low = 0, high = 1) => ({ value, distribution: { type: "float" as const, low, high } });
const refusalsOf = (settled: readonly PromiseSettledResult<unknown>[]) =>
  settled.flatMap((one) => (one.status === "rejected" ? [Reflect.get(Object(one.reason), "code")] : []));

describe("a study whose sampler is external", () => {
  test("begins without parameters, has as many trials as its client wants, and a trial whose worker died fails", async () => {
    const study = await external();
    expect(study).toMatchObject({
      search_space: {},
      sampler: { name: "external" },
      limits: { max_trials: 1_000_000, max_retries: 0 },
    });
    const trial = await makeOne(study);
    expect(trial).toMatchObject({ number: 0, state: "running", attempt: 1, lease: { expires_in_s: 3600 } });
    await leaseClock(spaces).expireAndReap(trial.id);
    expect(await onlyRecord(study)).toMatchObject({ state: "failed", state_reason: "lease_expired" });
  });

  test("takes what its client's sampler draws, one by one, and is told the result as any other", async () => {
    const study = await external();
    const trial = await makeOne(study);
    await record(trial, { attempt: 1, assignments: { lr: drawn(0.25) } });
    await record(trial, {
      attempt: 1,
      assignments: { act: { value: null, distribution: { type: "categorical", choices: ["relu", null] } } },
    });
    await record(trial, { attempt: 1, measurements: [{ step: 0, values: { loss: 3 } }] });
    await driver.tell(trial, { values: { loss: 0.5 } });
    expect(await onlyRecord(study)).toMatchObject({
      state: "completed",
      assignments: { lr: drawn(0.25), act: { value: null } },
      values: { loss: 0.5 },
      measurements: [{ step: 0, metric: "loss", value: 3 }],
    });
    expect(await spaceOf(study)).toEqual({
      lr: { type: "float", low: 0, high: 1 },
      act: { type: "categorical", choices: ["relu", null] },
    });
    const best = await runService({
      service: bestTrial,
      context: spaces.one.owner,
      input: { study_id: study.id },
    });
    expect(best.trial).toMatchObject({ number: 0, assignments: { lr: 0.25, act: null } });
  });

  test("refuses what only a sampler of ours could do, by field", async () => {
    const wrong = {
      search_space: {},
      sampler: { name: "external", speed: 2 },
      scheduler: { name: "median", resource: { max: 9 } },
      repeats: { max: 2, rule: "all" as const },
      constraints: [{ expr: "x < 1" }],
      outcome_constraints: [{ metric: "size", lte: 1 }],
      reproducible: true,
      limits: { max_parallel: 2, max_resource: 9 },
    };
    await expect(driver.createStudy(wrong)).rejects.toMatchObject({
      code: "invalid_input",
      errors: [
        "/sampler/speed",
        "/scheduler",
        "/repeats",
        "/constraints",
        "/outcome_constraints",
        "/reproducible",
        "/limits/max_parallel",
        "/limits/max_resource",
      ].map((pointer) => ({ pointer })),
    });
    await expect(driver.createStudy({ search_space: {} })).rejects.toMatchObject({ code: "invalid_search_space" });
  });

  test("hands nothing out: an ask hears what to do, also when it was asked before; a study of ours takes no such trials", async () => {
    const study = await external();
    await makeOne(study, { state: "queued" });
    for (const input of [{ wait_seconds: 0 }, { wait_seconds: 0 }, { wait_seconds: 0, fixed: { x: 1 } }]) {
      await expect(driver.ask(study, input)).rejects.toMatchObject({
        code: "state_conflict",
        message: expect.stringContaining("/records"),
      });
    }
    const ours = await driver.createStudy();
    await expect(makeOne(ours)).rejects.toMatchObject({ code: "state_conflict" });
    await expect(recordsOf(ours)).rejects.toMatchObject({ code: "state_conflict" });
    const asked = await driver.askOne(ours);
    await expect(start(asked.id)).rejects.toMatchObject({ code: "state_conflict" });
    await expect(record(asked, { attempt: 1, attributes: { a: 1 } })).rejects.toMatchObject({ code: "state_conflict" });
  });

  test("is queued nothing, has nothing tried again, and its search space is its trials' alone", async () => {
    const study = await external();
    const context = spaces.one.owner;
    const ended = await makeOne(study, { state: "failed", assignments: { x: drawn(0.5) } });
    const refused = { code: "state_conflict" };
    const queue = { study_id: study.id, trials: [{ assignments: { x: 0.5 } }] };
    await expect(enqueueTrials.run(context, queue)).rejects.toMatchObject(refused);
    await expect(retryTrial.run(context, { trial_id: ended.id })).rejects.toMatchObject(refused);
    const space = { x: { type: "float", low: 0, high: 9 } };
    const change = { study_id: study.id, search_space: space };
    await expect(updateStudy.run(context, change)).rejects.toMatchObject(refused);
    await expect(previewSpace.run(context, change)).rejects.toMatchObject(refused);
    await expect(updateStudy.run(context, { study_id: study.id, limits: { max_parallel: 2 } })).rejects.toMatchObject({
      code: "invalid_input",
      errors: [{ pointer: "/limits/max_parallel" }],
    });
  });

  test("is cloned as it is, or with a sampler of ours that goes on in the space that was seen", async () => {
    const study = await external();
    await makeOne(study, { state: "completed", assignments: { x: drawn(0.5) }, values: { loss: 1 } });
    const clone = (name: string, more: object = {}) =>
      runService({ service: cloneStudy, context: spaces.one.owner, input: { study_id: study.id, name, ...more } });
    expect(await clone("the same")).toMatchObject({
      sampler: { name: "external" },
      limits: { max_trials: 1_000_000, max_retries: 0 },
    });
    const ours = await clone("with ours", { sampler: { name: "random" } });
    expect(ours).toMatchObject({
      search_space: { x: { type: "float", low: 0, high: 1 } },
      limits: { max_trials: 100, max_retries: 3 },
    });
    expect((await driver.askOne(ours)).assignments).toHaveProperty("x");
  });

  test("R16 begins no trial while it is paused or after it was stopped; what runs hears of the stop with its next record", async () => {
    const study = await external();
    const context = spaces.one.owner;
    const running = await makeOne(study);
    const waiting = await makeOne(study, { state: "queued" });
    await runService({ service: pauseStudy, context, input: { study_id: study.id } });
    await expect(makeOne(study)).rejects.toMatchObject({ code: "state_conflict" });
    await expect(start(waiting.id)).rejects.toMatchObject({ code: "state_conflict" });
    await runService({ service: resumeStudy, context, input: { study_id: study.id } });
    await runService({ service: stopStudy, context, input: { study_id: study.id } });
    await expect(makeOne(study)).rejects.toMatchObject({ code: "study_finished" });
    expect(await record(running, { attempt: 1, attributes: { last: true } })).toMatchObject({ stopping: true });
    // What is known stays known.
    expect(await makeOne(study, { state: "failed" })).toMatchObject({ number: 2 });
  });
});

describe("many clients at once", () => {
  test("R14 make trials whose numbers are unique and without gaps, each held by the one who made it", async () => {
    const study = await external();
    const made = (await Promise.all(Array.from({ length: 24 }, () => make(study, [{}, {}])))).flat();
    expect(made.map(({ number }) => number).toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 48 }, (_, index) => index),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(48);
  });

  test("R12 use the budget up exactly, where the study has one", async () => {
    const study = await external({ limits: { max_trials: 10 } });
    const settled = await Promise.allSettled(Array.from({ length: 25 }, () => make(study)));
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    expect(new Set(refusalsOf(settled))).toEqual(new Set(["study_finished"]));
    const read = await runService({ service: readStudy, context: spaces.one.owner, input: { study_id: study.id } });
    expect(read).toMatchObject({ budget_used: 10, trial_counts: { running: 10 } });
  });

  test("R6 who want the same waiting trial: one gets it", async () => {
    const study = await external();
    const waiting = await makeOne(study, { state: "queued" });
    const settled = await Promise.allSettled(Array.from({ length: 16 }, () => start(waiting.id)));
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(refusalsOf(settled)).toEqual(Array.from({ length: 15 }, () => "state_conflict"));
    expect(await onlyRecord(study)).toMatchObject({ state: "running", attempt: 1 });
  });

  test("add to one trial: nothing is lost", async () => {
    const study = await external();
    const trial = await makeOne(study);
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
    await Promise.all(
      names.map((name, step) =>
        record(trial, {
          attempt: 1,
          assignments: { [name]: drawn(step / 20) },
          attributes: { [name]: step },
          measurements: [{ step, values: { loss: step } }],
        }),
      ),
    );
    const stored = await onlyRecord(study);
    expect(Object.keys(stored.assignments).toSorted()).toEqual(names.toSorted());
    expect(Object.keys(stored.attributes).toSorted()).toEqual(names.toSorted());
    expect(stored.measurements).toHaveLength(20);
    expect(Object.keys(await spaceOf(study)).toSorted()).toEqual(names.toSorted());
  });

  test("draw one parameter from ranges that differ: the study's is as wide as all of them, each trial's its own", async () => {
    const study = await external();
    const trials = await make(
      study,
      Array.from({ length: 12 }, () => ({})),
    );
    await Promise.all(
      trials.map((trial) =>
        record(trial, { attempt: 1, assignments: { x: drawn(0, -trial.number, trial.number + 1) } }),
      ),
    );
    expect(await spaceOf(study)).toEqual({ x: { type: "float", low: -11, high: 12 } });
    const { data } = await recordsOf(study);
    expect(data.map(({ assignments }) => assignments.x)).toEqual(
      data.map(({ number }) => drawn(0, 0 - number, number + 1)),
    );
  });

  test("draw one parameter from what cannot be one: of each pair one is refused, and the other's stands", async () => {
    for (let round = 0; round < 6; round += 1) {
      const study = await external();
      const trials = await make(study, [{}, {}]);
      const distributions = [
        { type: "categorical" as const, choices: [0, 1] },
        { type: "int" as const, low: 0, high: 1 },
      ];
      const settled = await Promise.allSettled(
        trials.map((trial, index) => {
          const distribution = distributions[index] ?? { type: "float" as const, low: 0, high: 1 };
          return record(trial, { attempt: 1, assignments: { x: { value: 1, distribution } } });
        }),
      );
      expect(refusalsOf(settled)).toEqual(["invalid_assignments"]);
      const { data } = await recordsOf(study);
      expect(data.filter(({ assignments }) => assignments.x !== undefined)).toHaveLength(1);
    }
  });
});

describe("what is written of a trial", () => {
  test("R7 changes nothing under another attempt than the present one", async () => {
    const study = await external();
    const trial = await makeOne(study);
    const context = spaces.one.owner;
    await runService({ service: releaseTrial, context, input: { trial_id: trial.id, attempt: 1 } });
    // Nobody else was given it: what its last holder still has to say is taken.
    await record(trial, { attempt: 1, attributes: { late: true } });
    expect(await start(trial.id)).toMatchObject({ attempt: 2 });
    const late = { attempt: 1, assignments: { x: drawn(1) }, attributes: { stale: true } };
    await expect(record(trial, late)).rejects.toMatchObject({ code: "lease_lost" });
    expect(await onlyRecord(study)).toMatchObject({ attempt: 2, assignments: {}, attributes: { late: true } });
    expect(await spaceOf(study)).toEqual({});
  });

  test("is refused once the trial has ended, whatever else is wrong with it", async () => {
    const study = await external();
    const trial = await makeOne(study);
    await record(trial, { attempt: 1, assignments: { x: drawn(0.5) } });
    await driver.tell(trial, { state: "pruned", values: {} });
    const incompatible = { x: { value: 1, distribution: { type: "int" as const, low: 0, high: 1 } } };
    await expect(record(trial, { attempt: 1, assignments: incompatible })).rejects.toMatchObject({
      code: "state_conflict",
      extra: { state: "pruned" },
    });
    await expect(start(trial.id)).rejects.toMatchObject({ code: "state_conflict", extra: { state: "pruned" } });
  });

  test("may be said of one that waits, under the attempt that it has", async () => {
    const study = await external();
    const waiting = await makeOne(study, { state: "queued", attributes: { "system:fixed_params": { x: 1 } } });
    expect(await record(waiting, { attempt: 0, assignments: { x: drawn(1) } })).toMatchObject({
      state: "queued",
      lease: null,
    });
    expect(await onlyRecord(study)).toMatchObject({
      state: "queued",
      attempt: 0,
      assignments: { x: drawn(1) },
      attributes: { "system:fixed_params": { x: 1 } },
      started_at: null,
    });
  });

  test("R5 a step has its newest value; steps may be any whole number, values NaN and infinities", async () => {
    const study = await external();
    const trial = await makeOne(study);
    const measure = (step: number, loss: number | "NaN" | "Infinity" | "-Infinity") =>
      record(trial, { attempt: 1, measurements: [{ step, values: { loss } }] });
    for (const [step, loss] of [
      [0, 0.3],
      [-7, "-Infinity"],
      [2, "NaN"],
      [0, 0.2],
      [2, "Infinity"],
    ] as const)
      await measure(step, loss);
    expect((await onlyRecord(study)).measurements).toEqual([
      { step: -7, metric: "loss", value: "-Infinity" },
      { step: 0, metric: "loss", value: 0.2 },
      { step: 2, metric: "loss", value: "Infinity" },
    ]);
    const detail = await runService({ service: readTrial, context: spaces.one.owner, input: { trial_id: trial.id } });
    expect(detail.measurements.map(({ step }) => step)).toEqual([-7, 0, 2]);
  });

  test("keeps the order in which parameters came, and the place of one that is drawn again", async () => {
    const study = await external();
    const trial = await makeOne(study);
    await record(trial, { attempt: 1, assignments: { zeta: drawn(0.5), b: drawn(0.5) } });
    await record(trial, { attempt: 1, assignments: { a: drawn(0.5) } });
    await record(trial, { attempt: 1, assignments: { zeta: drawn(0.75, 0.5) } });
    const { assignments } = await onlyRecord(study);
    expect(Object.keys(assignments)).toEqual(["zeta", "b", "a"]);
    expect(assignments.zeta).toEqual(drawn(0.75, 0.5));
  });

  test("R9 keeps the lease", async () => {
    const study = await external();
    const trial = await makeOne(study);
    const clock = leaseClock(spaces);
    await spaces.admin.query("update trial set lease_until = clock_timestamp() + interval '5 seconds' where id = $1", [
      toUuid(trial.id),
    ]);
    await record(trial, { attempt: 1, attributes: { epoch: 3 } });
    expect(await clock.secondsLeft(trial.id)).toBeGreaterThan(3500);
    const beat = { trial_id: trial.id, attempt: 1 };
    expect(await runService({ service: heartbeatTrial, context: spaces.one.owner, input: beat })).toMatchObject({
      verdict: "continue",
    });
  });

  test("S16 is bounded: attributes in number and size, and nothing of what is too much is stored", async () => {
    const study = await external();
    const trial = await makeOne(study);
    const large = "x".repeat(600_000);
    await record(trial, { attempt: 1, attributes: { first: large } });
    await expect(record(trial, { attempt: 1, attributes: { second: large } })).rejects.toMatchObject({
      code: "state_conflict",
    });
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, index]));
    await expect(record(trial, { attempt: 1, attributes: many })).rejects.toMatchObject({ code: "state_conflict" });
    expect(Object.keys((await onlyRecord(study)).attributes)).toEqual(["first"]);
  });

  test("S16 a distribution that no search space could hold is refused by name", async () => {
    const study = await external();
    const trial = await makeOne(study);
    const twice = { type: "categorical" as const, choices: [1, 1] };
    await expect(
      record(trial, { attempt: 1, assignments: { x: { value: 1, distribution: twice } } }),
    ).rejects.toMatchObject({
      code: "invalid_assignments",
      errors: [{ pointer: "/assignments/x/distribution/choices/1", code: "duplicate_choice" }],
    });
    const wrong = { x: { value: 0.5, distribution: { type: "int" as const, low: 0, high: 1 } } };
    await expect(record(trial, { attempt: 1, assignments: wrong })).rejects.toMatchObject({
      code: "invalid_input",
      errors: [{ pointer: "/assignments/x/value" }],
    });
  });
});

describe("trials that are brought along", () => {
  test("R12 R14 come whole in the order of the request, whatever their states, and those that ended use no budget", async () => {
    const study = await external({ limits: { max_trials: 2 } });
    const template = {
      assignments: { x: drawn(0.5) },
      attributes: { "user:foo": "bar" },
      measurements: [{ step: 0, values: { loss: 9 } }],
      started_at: "2022-09-01T00:00:00.000001Z",
    };
    const made = await make(study, [
      { ...template, state: "completed", values: { loss: "Infinity" }, finished_at: "2022-09-02T00:00:00.999999Z" },
      { ...template, state: "running" },
      { ...template, state: "pruned", values: { loss: 9 } },
      { ...template, state: "queued" },
      { ...template, state: "failed", reason: "out of memory" },
    ]);
    expect(made.map(({ number, state, attempt }) => [number, state, attempt])).toEqual([
      [0, "completed", 0],
      [1, "running", 1],
      [2, "pruned", 0],
      [3, "queued", 0],
      [4, "failed", 0],
    ]);
    const { data } = await recordsOf(study);
    for (const one of data) {
      expect(one).toMatchObject({
        assignments: template.assignments,
        attributes: template.attributes,
        measurements: [{ step: 0, metric: "loss", value: 9 }],
        started_at: template.started_at,
      });
    }
    expect(data[0]).toMatchObject({ values: { loss: "Infinity" }, finished_at: "2022-09-02T00:00:00.999999Z" });
    expect(data[4]).toMatchObject({ state_reason: "out of memory" });
    const read = await runService({ service: readStudy, context: spaces.one.owner, input: { study_id: study.id } });
    expect(read).toMatchObject({ budget_used: 2, imported_counts: { completed: 1, pruned: 1, failed: 1 } });
  });

  test("R2 come all or not at all", async () => {
    const study = await external();
    await expect(make(study, [{}, { state: "completed", values: {} }])).rejects.toMatchObject({
      code: "invalid_observation",
      errors: [{ pointer: "/trials/1/values/loss" }],
    });
    const incompatible = { x: { value: 1, distribution: { type: "int" as const, low: 0, high: 1 } } };
    await expect(
      make(study, [{ assignments: { x: drawn(0.5) } }, { assignments: incompatible }]),
    ).rejects.toMatchObject({
      code: "invalid_assignments",
      errors: [{ pointer: "/trials/1/assignments/x/distribution" }],
    });
    expect((await recordsOf(study)).data).toEqual([]);
    expect(await spaceOf(study)).toEqual({});
    expect(await makeOne(study)).toMatchObject({ number: 0 });
  });

  test("R3 the same key makes them once", async () => {
    const study = await external();
    const first = await make(study, [{}, {}], "the same request");
    expect(await make(study, [{}, {}], "the same request")).toEqual(first);
    expect((await recordsOf(study)).data).toHaveLength(2);
  });

  test("the same assignments may come as often as a client wants", async () => {
    const study = await external();
    const same = { assignments: { x: drawn(0.5) }, state: "completed" as const, values: { loss: 1 } };
    await make(study, [same, same]);
    await make(study, [same]);
    expect((await recordsOf(study)).data).toHaveLength(3);
  });
});

test("a list gives what is new and what was not over, page by page", async () => {
  const study = await external();
  await make(
    study,
    Array.from({ length: 9 }, () => ({})),
  );
  const numbersOf = async (more: Parameters<typeof recordsOf>[1]) => {
    const { data, next_after } = await recordsOf(study, more);
    return [data.map(({ number }) => number), next_after];
  };
  expect(await numbersOf({ from: 7, numbers: "2,4" })).toEqual([[2, 4, 7, 8], null]);
  expect(await numbersOf({ from: 7, numbers: "2,4", limit: 3 })).toEqual([[2, 4, 7], 7]);
  expect(await numbersOf({ from: 7, numbers: "2,4", limit: 3, after: 7 })).toEqual([[8], null]);
  expect(await numbersOf({ from: 9 })).toEqual([[], null]);
});

test("a page of large trials ends early, and the next one goes on", async () => {
  const study = await external();
  const large = { attributes: { weights: "w".repeat(900_000) } };
  for (let made = 0; made < 12; made += 1) await makeOne(study, large);
  const first = await recordsOf(study);
  expect(first.data.length).toBeLessThan(12);
  const second = await recordsOf(study, { after: first.next_after ?? -1 });
  expect([...first.data, ...second.data].map(({ number }) => number)).toEqual(
    Array.from({ length: 12 }, (_, index) => index),
  );
  expect(second.next_after).toBeNull();
});

test("R11 the database lets assignments of no other trial grow, nor those of one that has ended", async () => {
  const study = await external();
  const [running, ended] = await make(study, [{}, { state: "failed" }]);
  const asked = await driver.askOne(await driver.createStudy());
  const rewrite = (id = "") =>
    spaces.admin.query(`update trial set assignments = '{"x": 1}' where id = $1`, [toUuid(id)]);
  await rewrite(running?.id);
  await expect(rewrite(ended?.id)).rejects.toThrow(/frozen/);
  await expect(rewrite(asked.id)).rejects.toThrow(/frozen/);
});
