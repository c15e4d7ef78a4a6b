import { describe, expect, it } from "vitest";
import { Assignments } from "./search-space";
import { createStudy, Study } from "./study";
import { askTrials, enqueueTrials } from "./trial";

const id = (prefix: string) => `${prefix}_${"0".repeat(32)}`;
const values = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, index]));
const study = (metrics: readonly string[]) => ({
  project_id: id("prj"),
  name: "study",
  search_space: { x: { type: "float", low: 0, high: 1 } },
  objectives: metrics.map((metric) => ({ metric, direction: "minimize" })),
});
const issues = (result: { error?: { issues: readonly { path: PropertyKey[] }[] } | undefined }) =>
  result.error?.issues.map(({ path }) => path.join("/"));

describe("assignments", () => {
  it("are at most 512, as many as a search space has parameters", () => {
    expect(Assignments.safeParse(values(512)).success).toBe(true);
    expect(Assignments.safeParse(values(513)).success).toBe(false);
    expect(issues(askTrials.input.safeParse({ study_id: id("std"), fixed: values(513) }))).toEqual(["fixed"]);
    expect(
      issues(enqueueTrials.input.safeParse({ study_id: id("std"), trials: [{ assignments: values(513) }] })),
    ).toEqual(["trials/0/assignments"]);
  });
});

describe("objectives", () => {
  it("name a metric once; the pointer is at the second", () => {
    expect(createStudy.input.safeParse(study(["loss", "time"])).success).toBe(true);
    expect(issues(createStudy.input.safeParse(study(["loss", "time", "loss", "time"])))).toEqual([
      "objectives/2/metric",
      "objectives/3/metric",
    ]);
  });

  it("of a study that is stored already are read as they are", () => {
    const objective = { metric: "loss", direction: "minimize" };
    expect(Study.shape.objectives.safeParse([objective, objective]).success).toBe(true);
  });
});
