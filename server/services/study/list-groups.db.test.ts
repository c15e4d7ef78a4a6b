import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import { SIBLINGS_MAX } from "@/lib/contract/trial";
import { toApiId } from "@/server/kernel/ids";
import { runService } from "../testing/run-service";
import { type SeededGroup, seedGroups } from "../testing/seed-groups";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { readTrial } from "../trial/read-trial";
import { listGroups } from "./list-groups";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const RACE = { max: 6, rule: "race" } as const;
const ALL = { max: 3, rule: "all" } as const;
const list = (study: Study) =>
  runService({ service: listGroups, context: spaces.one.owner, input: { study_id: study.id } });

const entered = [0, 1].map((group) => ({ race: 0, group, decision: "entered" as const }));
const leaves = (group: number) => ({ race: 0, group, decision: "withdrawn" as const });
test.each([
  { name: "one of two has withdrawn from", decisions: [...entered, leaves(0)], is_over: false },
  { name: "both have withdrawn from", decisions: [...entered, leaves(0), leaves(1)], is_over: true },
  {
    name: "one has won, whoever withdrew from",
    decisions: [...entered, leaves(0), { race: 0, group: 1, decision: "won" as const }],
    is_over: true,
  },
])("a race is over when it has judged all who entered: one that $name", async ({ decisions, is_over }) => {
  const study = await driver.createStudy({ repeats: RACE });
  await seedGroups(spaces, study, [[1], [2]], decisions);
  expect((await list(study)).race).toEqual({ number: 0, is_over });
});

test("trials of a group are listed by block, and those that were cancelled last, however many they are", async () => {
  const study = await driver.createStudy({ repeats: ALL, limits: { max_trials: 200 } });
  const cancelled: SeededGroup = Array.from({ length: 100 }, () => "cancelled" as const);
  const [id] = await seedGroups(spaces, study, [
    [...cancelled, 1, "failed", "running"],
    [4, 5, 6],
  ]);
  const often = (await list(study)).groups.find((group) => group.id === toApiId("trl", id ?? ""));
  const places = (
    trials: readonly { readonly number: number; readonly index: number | null; readonly state: string }[],
  ) => trials.slice(0, 4).map(({ number, index, state }) => ({ number, index, state }));
  const first = [
    { number: 100, index: 0, state: "completed" },
    { number: 101, index: 1, state: "failed" },
    { number: 102, index: 2, state: "running" },
    { number: 0, index: 0, state: "cancelled" },
  ];
  expect(places(often?.trials ?? [])).toEqual(first);
  expect(often?.trials).toHaveLength(SIBLINGS_MAX);
  const trial_id = toApiId("trl", id ?? "");
  const { siblings } = await runService({ service: readTrial, context: spaces.one.owner, input: { trial_id } });
  expect(places(siblings)).toEqual(first);
});
