import { describe, expect, it } from "vitest";
import { askTrials } from "./ask";
import { enqueueTrials } from "./enqueue";
import { Assignments } from "./search-space";
import { createStudy, Study } from "./study";
import { updateStudy } from "./study-update";

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

describe("a deadline", () => {
  const refusals = (deadline: string) => [
    issues(createStudy.input.safeParse({ ...study(["loss"]), limits: { deadline } })),
    issues(updateStudy.input.safeParse({ study_id: id("std"), limits: { deadline } })),
  ];

  it.each(["0000-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])(
    "that no database stores is refused at its field: %s",
    (deadline) => {
      expect(refusals(deadline)).toEqual([["limits/deadline"], ["limits/deadline"]]);
    },
  );

  it("of any other year may be given, with its zone", () => {
    for (const deadline of ["1970-01-01T00:00:00Z", "9998-12-31T23:59:59-00:00", "2030-06-01T12:00:00.5+02:00"]) {
      expect(refusals(deadline)).toEqual([undefined, undefined]);
    }
  });
});

describe("metadata", () => {
  it("is at most 128 KiB; the pointer is at the field", () => {
    const ask = (text: string) => askTrials.input.safeParse({ study_id: id("std"), metadata: { text: [text, text] } });
    expect(ask("x".repeat(60_000)).success).toBe(true);
    expect(issues(ask("x".repeat(66_000)))).toEqual(["metadata"]);
  });
});
