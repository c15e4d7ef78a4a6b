import { describe, expect, it } from "vitest";
import type { Objective } from "@/lib/contract/study";
import { compareObjective } from "./compare-objective";

const [up, down]: readonly [Objective, Objective] = [
  { metric: "accuracy", direction: "maximize" },
  { metric: "accuracy", direction: "minimize" },
];
const loss: Objective = { metric: "loss", direction: "minimize" };
const study = (id: string, ...objectives: Objective[]) => ({ id, objectives });

describe("what studies are compared by", () => {
  it("is the objective that most of them share", () => {
    const { chosen } = compareObjective([study("a", loss), study("b", up), study("c", up, loss), study("d", up)], null);
    expect(chosen).toMatchObject({ key: "maximize accuracy", studyIds: ["b", "c", "d"] });
  });

  it("never mixes directions of one metric", () => {
    const { chosen, all } = compareObjective([study("a", up), study("b", down)], null);
    expect(chosen).toMatchObject({ objective: up, studyIds: ["a"] });
    expect(all).toHaveLength(2);
  });

  it("is what the address asks for, if a study has it", () => {
    const studies = [study("a", up, loss), study("b", up)];
    expect(compareObjective(studies, "minimize loss").chosen?.studyIds).toEqual(["a"]);
    expect(compareObjective(studies, "minimize nothing").chosen?.objective).toEqual(up);
    expect(compareObjective([], null).chosen).toBeNull();
  });
});
