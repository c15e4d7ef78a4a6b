import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { epochs } from "../trial/testing/scheduled-trials";
import { bestTrial } from "./best-trial";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const result = fc.record({
  state: fc.constantFrom("completed" as const, "completed" as const, "completed" as const, "failed" as const),
  // Few values, so that ties are common.
  loss: fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom("NaN" as const, "Infinity" as const, "-Infinity" as const),
  ),
  memory: fc.integer({ min: 0, max: 12 }),
});

test("R15 the incumbent equals a recomputation from all results: finite, completed, feasible, the earliest of equals", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("minimize" as const, "maximize" as const),
      fc.array(result, { minLength: 1, maxLength: 12 }),
      async (direction, results) => {
        const study = await driver.createStudy({
          objectives: [{ metric: "loss", direction }],
          outcome_constraints: [{ metric: "memory", lte: 10 }],
        });
        const { trials } = await driver.ask(study, { count: results.length });
        // Told in another order than they were numbered.
        for (const trial of [...trials].reverse()) {
          const { state, loss, memory } = results[trial.number] ?? { state: "failed", loss: 0, memory: 0 };
          await driver.tell(trial, { state, values: { loss, memory } });
        }
        const sign = direction === "maximize" ? -1 : 1;
        const [expected] = results
          .map((told, number) => ({ ...told, number }))
          .filter(({ state, loss, memory }) => state === "completed" && typeof loss === "number" && memory <= 10)
          .sort((a, b) => sign * (Number(a.loss) - Number(b.loss)) || a.number - b.number);
        const { trial } = await runService({
          service: bestTrial,
          context: spaces.one.owner,
          input: { study_id: study.id },
        });
        expect(trial?.number).toBe(expected?.number);
      },
    ),
    { numRuns: 25 },
  );
});

const best = (study: Study) =>
  runService({ service: bestTrial, context: spaces.one.owner, input: { study_id: study.id } });

test("R15 while no trial has come to its end the incumbent is the best feasible one at the deepest rung, with its value there", async () => {
  const study = await driver.createStudy({
    scheduler: { name: "asha", resource: epochs(1, 9) },
    outcome_constraints: [{ metric: "memory", lte: 10 }],
    limits: { max_trials: 9 },
  });
  expect(await best(study)).toEqual({ trial: null, group: null, rung: null });
  const [worst, second, first, full, lost] = (await driver.ask(study, { count: 5 })).trials;
  if (!worst || !second || !first || !full || !lost) throw new Error("too few");
  await driver.measure(worst, { 1: { loss: 3, memory: 1 } });
  await driver.measure(second, { 1: { loss: 2, memory: 1 } });
  await driver.measure(full, { 1: { loss: 0.5, memory: 11 } });
  await driver.measure(lost, { 1: { loss: "NaN", memory: 1 } });
  expect(await best(study)).toMatchObject({ trial: { number: second.number }, rung: { resource: 1, value: 2 } });
  // Among the best of five it goes on at once; what it has there counts although others did better below.
  await driver.measure(first, {
    1: { loss: 0.1, memory: 1 },
    2: { loss: 0.2, memory: 1 },
    3: { loss: 2.5, memory: 1 },
  });
  expect(await best(study)).toMatchObject({ trial: { number: first.number }, rung: { resource: 3, value: 2.5 } });
  await driver.tell(first, { state: "failed", values: {} });
  expect(await best(study)).toMatchObject({ trial: { number: second.number }, rung: { resource: 1, value: 2 } });
});

test("R15 once a trial has come to its end, no rung counts any more", async () => {
  const study = await driver.createStudy({
    scheduler: { name: "median", resource: epochs(1, 9) },
  });
  const [short, whole] = (await driver.ask(study, { count: 2 })).trials;
  if (!short || !whole) throw new Error("too few");
  await driver.measure(short, { 1: { loss: 1 } });
  await driver.tell(whole, { values: { loss: 7 } });
  expect(await best(study)).toMatchObject({ trial: { number: whole.number }, rung: null });
});
