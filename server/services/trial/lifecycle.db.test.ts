import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Command, LifecycleModel, type Limits } from "../testing/lifecycle-model";
import { LifecycleSystem } from "../testing/lifecycle-system";
import { studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";

let spaces: TestWorkspaces;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
});
afterAll(() => spaces.close());

const holder = fc.nat({ max: 20 });
const commands: fc.Arbitrary<Command>[] = [
  fc.record({ do: fc.constant("ask"), worker: fc.constantFrom(null, null, "one", "two") }),
  fc.record({ do: fc.constant("ask"), worker: fc.constant(null) }),
  fc.record({ do: fc.constant("tell"), holder, loss: fc.constantFrom(1, 2) }),
  fc.record({ do: fc.constantFrom("measure", "heartbeat", "release"), holder }),
  fc.record({ do: fc.constant("expire"), holder }),
  fc.record({ do: fc.constantFrom("enqueue", "pause", "resume", "resume") }),
];
/** A stop ends nearly everything, so it comes late. */
const story = fc
  .tuple(
    fc.array(fc.oneof(...commands), { minLength: 5, maxLength: 30 }),
    fc.constantFrom<Command[]>([], [{ do: "stop" }]),
    fc.array(fc.oneof(...commands), { maxLength: 6 }),
  )
  .map(([before, stop, after]) => [...before, ...stop, ...after]);

const limits: fc.Arbitrary<Limits> = fc.record({
  maxTrials: fc.integer({ min: 1, max: 8 }),
  maxParallel: fc.constantFrom(null, 1, 3),
  maxRetries: fc.integer({ min: 0, max: 2 }),
});

test("R6 R7 R11 R12 R14 R16 whatever workers and people do, and in whatever order, each answer and each row is what the design says", async () => {
  await fc.assert(
    fc.asyncProperty(limits, story, async (given, steps) => {
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
