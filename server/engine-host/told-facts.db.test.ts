import { afterAll, beforeAll, expect, test } from "vitest";
import { runService } from "@/server/services/testing/run-service";
import { type StudyDriver, studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";
import { enqueueTrials } from "@/server/services/trial/enqueue-trials";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

/** Why a study's sampler proposes what it does after results that were told with these costs and references. */
async function whyAfter(told: {
  readonly cost?: (x: number) => number;
  readonly references?: readonly [number, number];
}): Promise<string | undefined> {
  const { cost, references } = told;
  const several = ["loss", "time"].map((metric, index) => ({
    metric,
    direction: "minimize" as const,
    ...(references && { reference: references[index] }),
  }));
  const study = await driver.createStudy({
    sampler: { name: "gp" },
    limits: { max_trials: 200 },
    ...(cost ? {} : { objectives: several }),
  });
  const trials = Array.from({ length: 24 }, (_, index) => {
    const assignments = { x: ((index * 7) % 24) / 24, k: 1 + 40 * index };
    const { x } = assignments;
    const values = { loss: (x - 0.3) ** 2, time: 1 - x };
    return { assignments, state: "completed" as const, values, ...(cost && { cost: cost(x) }) };
  });
  await runService({ service: enqueueTrials, context: spaces.one.owner, input: { study_id: study.id, trials } });
  return (await driver.askOne(study)).origin.why as string | undefined;
}

test("a sampler hears what trials cost: where that differs much, gain is weighed against it", async () => {
  expect(await whyAfter({ cost: (x) => 10 ** (3 * x) })).toContain("per expected cost");
  expect(await whyAfter({ cost: () => 5 })).not.toContain("cost");
});

test("a sampler hears of each objective the worst that is of use", async () => {
  expect(await whyAfter({ references: [0.2, 0.9] })).toContain("within the references");
  expect(await whyAfter({})).not.toContain("references");
});
