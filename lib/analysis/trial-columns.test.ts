import { describe, expect, it } from "vitest";
import { trialOf } from "./testing/trial";
import { trialColumns } from "./trial-columns";

const study = {
  objectives: [{ metric: "loss", direction: "minimize" as const }],
  search_space: { rate: {}, optimizer: {}, momentum: {} },
};
const stored = (value: number | "NaN") => ({ value, std_error: null, n: null });
const trials = [
  trialOf({ number: 1, assignments: { rate: 0.25, optimizer: "sgd", momentum: 0.9 }, values: { loss: stored(0.5) } }),
  trialOf({ number: 2, assignments: { rate: 0.125, optimizer: "adam" }, values: { loss: stored("NaN") } }),
  trialOf({ number: 3, assignments: { rate: 0.5, optimizer: "adam" }, state: "running" }),
];

describe("trialColumns", () => {
  const columns = trialColumns(study, trials);
  const cells = (name: string) => trials.map((trial) => columns.find((column) => column.name === name)?.text(trial));

  it("starts with the objectives and keeps the order of the search space", () => {
    expect(columns.map((column) => column.name)).toEqual(["loss", "rate", "optimizer", "momentum"]);
  });

  it("leaves a gap for what is missing and says NaN for what is NaN", () => {
    expect(cells("loss")).toEqual(["0.5", "NaN", null]);
    expect(cells("momentum")).toEqual(["0.9", null, null]);
  });

  it("lines numbers up and knows which columns are numbers", () => {
    expect(cells("rate")).toEqual(["0.250", "0.125", "0.500"]);
    expect(columns.map((column) => column.numeric)).toEqual([true, true, false, true]);
  });

  it("keeps an objective and a parameter of the same name apart", () => {
    const keys = trialColumns({ ...study, search_space: { loss: {} } }, []).map((column) => column.key);
    expect(new Set(keys).size).toBe(2);
  });
});
