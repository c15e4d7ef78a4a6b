import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { limits, stories } from "../testing/lifecycle-commands";
import { LifecycleModel } from "../testing/lifecycle-model";
import { LifecycleSystem } from "../testing/lifecycle-system";
import { studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";

let spaces: TestWorkspaces;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
});
afterAll(() => spaces.close());

test("R6 R7 R11 R12 R14 R16 whatever workers and people do, and in whatever order, each answer and each row is what the design says", async () => {
  await fc.assert(
    fc.asyncProperty(limits, stories(), async (given, steps) => {
      const study = await studyDriver(spaces.one.owner).createStudy({
        limits: { max_trials: given.maxTrials, max_parallel: given.maxParallel, max_retries: given.maxRetries },
      });
      const model = new LifecycleModel(given);
      const system = new LifecycleSystem(spaces, study);
      for (const command of steps) {
        const expected = model.run(command);
        expect({ command, outcome: await system.run(command) }).toEqual({ command, outcome: expected });
      }
      expect(await system.stored()).toEqual({
        trials: model.trials.map(({ number, state, attempt, retries, loss }) => ({
          number,
          state,
          attempt,
          retries,
          attempts: attempt,
          loss,
          slots: state === "running" && given.maxParallel !== null ? 1 : 0,
        })),
        study: { state: model.state, budget_used: model.trials.length, next_number: model.trials.length },
      });
    }),
    { seed: 20_261_124, numRuns: 40 },
  );
});
