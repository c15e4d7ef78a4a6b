import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
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
