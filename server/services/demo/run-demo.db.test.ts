import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { DEMO_TRIALS } from "@/lib/contract/demo";
import { bestTrial } from "../study/best-trial";
import { readStudy } from "../study/read-study";
import { runService } from "../testing/run-service";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { openDemoRunner } from "./demo-runner";
import { runDemo } from "./run-demo";

let spaces: TestWorkspaces;
let stopRunner: () => Promise<void>;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  stopRunner = openDemoRunner();
});
afterAll(async () => {
  await stopRunner();
  await spaces.close();
});

const run = (again = false) => runService({ service: runDemo, context: spaces.one.owner, input: { again } });
const read = (id: string) => runService({ service: readStudy, context: spaces.one.owner, input: { study_id: id } });

test("the demo trains its thirty networks on the server and finds one that is better than guessing", async () => {
  const study = await run();
  expect(study.metadata).toHaveProperty("demo");
  await vi.waitUntil(async () => (await read(study.id)).trial_counts.completed === DEMO_TRIALS, {
    timeout: 90_000,
    interval: 500,
  });
  const { trial } = await runService({ service: bestTrial, context: spaces.one.owner, input: { study_id: study.id } });
  // Guessing costs ln 2 ≈ 0.69; a network that has learnt the shape is far below.
  expect(trial?.values.validation_loss?.value).toBeLessThan(0.35);
}, 120_000);

test("asking for it twice opens the same study; asking for another makes one", async () => {
  const [first, second] = [await run(), await run()];
  expect(second.id).toBe(first.id);
  expect((await run(true)).id).not.toBe(first.id);
});
