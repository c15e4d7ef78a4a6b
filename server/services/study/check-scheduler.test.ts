import { expect, test } from "vitest";
import { SchedulerSetting } from "@/lib/contract/scheduler";
import { checkScheduler } from "./check-scheduler";
import { checkSpace } from "./check-space";

const { space } = checkSpace({ x: { type: "float", low: 0, high: 1 } }, []);
const study = {
  space,
  objectives: [{ metric: "loss", direction: "minimize" as const }],
  limits: { max_trials: 10 },
};
const epochs = (min: number, max: number) => ({ name: "epoch", min, max });
const ASHA = { name: "asha", resource: epochs(1, 9) };

test.each([
  [{ name: "hyperbrand" }, "/scheduler/name"],
  [{ name: "hyperband" }, "/scheduler/resource/max"],
  [{ name: "hyperband", resource: epochs(1, 2) }, "/scheduler/resource/max"],
  [{ name: "successive-halving", resource: epochs(1, 9), checkpoint: "none" as const }, "/scheduler/checkpoint"],
  [{ ...ASHA, eta: 1 }, "/scheduler/eta"],
  [{ ...ASHA, grace: 4 }, "/scheduler/grace"],
  [{ ...ASHA, metric: "accuracy" }, "/scheduler/metric"],
  [{ ...ASHA, resource: epochs(9, 3) }, "/scheduler/resource/max"],
  [{ name: "wilcoxon", resource: epochs(1, 5) }, "/scheduler/resource/name"],
  [{ name: "wilcoxon", resource: { name: "fold", min: 1, max: 5 }, min_folds: 6 }, "/scheduler/min_folds"],
  [{ name: "pbt", resource: epochs(1, 4) }, "/scheduler/interval"],
  [{ name: "pbt", resource: epochs(1, 5) }, "/scheduler/interval"],
  [{ name: "median", resource: epochs(1, 9), grace: 10 }, "/scheduler/grace"],
  [{ name: "patience", resource: epochs(1, 9), patience: 9 }, "/scheduler/patience"],
])("a scheduler that the study cannot have is refused before it starts, naming the field: %o", (setting, pointer) => {
  const refused = () => checkScheduler(SchedulerSetting.parse(setting), study);
  expect(refused).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ pointer })] }));
});

test.each([
  { name: "median", resource: epochs(1, 9), grace: 9 },
  { name: "median", resource: epochs(1, 9), interval: 10 },
  { name: "patience", resource: epochs(1, 9), patience: 8 },
  { name: "pbt", resource: epochs(1, 6) },
  { name: "wilcoxon", resource: { name: "fold", min: 1, max: 5 }, min_folds: 5 },
])("a scheduler that judges once, however late, is one: %o", (setting) => {
  expect(() => checkScheduler(SchedulerSetting.parse(setting), study)).not.toThrow();
});

test("options that are left out are stored as they were meant", () => {
  expect(checkScheduler(SchedulerSetting.parse(ASHA), study)).toEqual({
    name: "asha",
    resource: epochs(1, 9),
    checkpoint: "preferred",
    mode: "promote",
    eta: 3,
    brackets: 1,
  });
});
