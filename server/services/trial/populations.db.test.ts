import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { finishStudies } from "@/server/jobs/finish-studies";
import { toUuid } from "@/server/kernel/ids";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { askMany, checkpoint, epochs } from "./testing/scheduled-trials";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

describe("populations (R34)", () => {
  const PBT = { name: "pbt", population: 2, interval: 5, quantile: 0.5, resource: epochs(1, 9) } as const;

  test("R34 a study whose lineages are all completed finishes although budget is left, and says why", async () => {
    const study = await driver.createStudy({ scheduler: PBT, limits: { max_trials: 20 } });
    const [one, two] = await askMany(driver, study, 2);
    if (!one || !two) throw new Error("too few");
    await driver.tell(one, { values: { loss: 1 } });
    expect((await driver.ask(study, { wait_seconds: 0 })).reason).toBe("bracket_waiting");
    await driver.tell(two, { values: { loss: 2 } });
    await expect(driver.ask(study)).rejects.toMatchObject({
      code: "study_finished",
      extra: { reason: "population_complete" },
    });
  });

  test("R34 it finishes by itself when nobody asks any more", async () => {
    const study = await driver.createStudy({ scheduler: PBT, limits: { max_trials: 20 } });
    for (const trial of await askMany(driver, study, 2)) await driver.tell(trial, { values: { loss: 1 } });
    await finishStudies.run();
    const { rows } = await spaces.admin.query("select state, state_reason from study where id = $1", [
      toUuid(study.id),
    ]);
    expect(rows).toEqual([{ state: "finished", state_reason: "population_complete" }]);
  });

  test("R34 a worker that cannot resume is refused at its field: children begin at checkpoints of others", async () => {
    const study = await driver.createStudy({ scheduler: PBT });
    await expect(driver.ask(study, { can_resume: false })).rejects.toMatchObject({
      code: "invalid_input",
      errors: [{ pointer: "/can_resume" }],
    });
    const fixed = { x: 0.5, k: 3 };
    expect((await driver.ask(study, { can_resume: false, fixed })).trials).toMatchObject([{ assignments: fixed }]);
    expect((await driver.ask(study)).trials).toHaveLength(1);
  });

  test("R34 who asks for more than a population has places for leaves the budget to its children", async () => {
    const study = await driver.createStudy({ scheduler: PBT, limits: { max_trials: 3 } });
    const asks = await Promise.all([1, 2, 3, 4, 5].map(() => driver.ask(study, { wait_seconds: 1 })));
    const [one, two, ...others] = asks.flatMap(({ trials }) => trials);
    if (!one || !two) throw new Error("too few");
    expect(others).toEqual([]);
    await driver.measure(one, { 5: { loss: 1 } }, checkpoint(5));
    expect(await driver.measure(two, { 5: { loss: 2 } })).toMatchObject({ verdict: "stop" });
    await driver.release(two);
    expect(await driver.askOne(study)).toMatchObject({ number: 2, parent: two.id, fidelity: { from: 5 } });
  });

  test("R34 a founder that failed leaves its place to another one", async () => {
    const study = await driver.createStudy({ scheduler: PBT, limits: { max_trials: 20, max_retries: 0 } });
    const [one, two] = await askMany(driver, study, 2);
    if (!one || !two) throw new Error("too few");
    await driver.tell(one, { values: { loss: 1 } });
    await driver.tell(two, { state: "failed", values: {} });
    expect((await driver.ask(study)).trials).toHaveLength(1);
  });
});
