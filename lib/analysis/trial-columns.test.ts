import { describe, expect, it } from "vitest";
import { trialPoint } from "./testing/trial-point";
import { trialColumns } from "./trial-columns";

const study = {
  objectives: [{ metric: "loss", direction: "minimize" as const }],
  search_space: { rate: {}, optimizer: {}, momentum: {} },
};
const points = [
  trialPoint({ number: 1, params: { rate: 0.25, optimizer: "sgd", momentum: 0.9 }, values: { loss: 0.5 } }),
  trialPoint({ number: 2, params: { rate: 0.125, optimizer: "adam" }, values: { loss: "NaN" } }),
  trialPoint({ number: 3, params: { rate: 0.5, optimizer: "adam" }, state: "running", startedAt: 1000 }),
];

describe("trialColumns", () => {
  const columns = trialColumns(study, points);
  const cells = (name: string) =>
    points.map((point) => columns.find((column) => column.name === name)?.text(point, 4000));

  it("starts with the objectives and keeps the order of the search space", () => {
    expect(columns.map((column) => column.name)).toEqual(["loss", "rate", "optimizer", "momentum", "Duration"]);
  });

  it("leaves a gap for what is missing and says NaN for what is NaN", () => {
    expect(cells("loss")).toEqual(["0.5", "NaN", null]);
    expect(cells("momentum")).toEqual(["0.9", null, null]);
  });

  it("lines numbers up and knows which columns are numbers", () => {
    expect(cells("rate")).toEqual(["0.250", "0.125", "0.500"]);
    expect(columns.map((column) => column.numeric)).toEqual([true, true, false, true, true]);
  });

  it("counts the time of what still runs until now", () => {
    expect(cells("Duration")).toEqual([null, null, "3.0 s"]);
  });

  it("keeps an objective and a parameter of the same name apart, by the names a sort knows", () => {
    const keys = trialColumns({ ...study, search_space: { loss: {} } }, []).map((column) => column.key);
    expect(keys).toEqual(["values.loss", "params.loss", "duration"]);
  });
});
