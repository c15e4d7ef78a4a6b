import { expect, it } from "vitest";
import type { Objective } from "@/lib/contract/study";
import { parseSpace } from "@/lib/engine/space/parse-space";
import { checkSampler } from "./check-sampler";

const parsed = parseSpace({ x: { type: "float", low: 0, high: 1 } }, []);

const ONE: readonly Objective[] = [{ metric: "loss", direction: "minimize" }];

function refusal(setting: { name: string } & Record<string, unknown>, objectives = ONE): unknown {
  if (!("space" in parsed)) throw new Error("the space of this test is a good one");
  const { space } = parsed;
  try {
    return checkSampler(setting, { space, objectives });
  } catch (error) {
    return error;
  }
}

it("refuses each option that a sampler does not have, at its own field and saying so", () => {
  expect(refusal({ name: "grid", seeds: 1, "a/b": 2 })).toMatchObject({
    code: "invalid_input",
    message: "There is no such field. Remove it, or check its spelling.",
    errors: [{ pointer: "/sampler/seeds" }, { pointer: "/sampler/a~1b" }],
  });
});

it("refuses an option of gp that several objectives would not heed", () => {
  const objectives = ["loss", "cost"].map((metric): Objective => ({ metric, direction: "minimize" }));
  const refused = (options: Record<string, unknown>) => refusal({ name: "gp", ...options }, objectives);
  expect(refused({ acquisition: "ucb" })).toMatchObject({ code: "invalid_input" });
  expect(refused({ warp: "half-rank" })).toMatchObject({ code: "invalid_input" });
  expect(refused({ warp: "standard" })).not.toBeInstanceOf(Error);
  expect(refusal({ name: "gp", warp: "half-rank" })).not.toBeInstanceOf(Error);
});

it("refuses an option of the wrong kind at its field, and a sampler that does not exist at its name", () => {
  expect(refusal({ name: "quasi-random", sequence: "dice" })).toMatchObject({
    errors: [{ pointer: "/sampler/sequence", code: "invalid_sampler" }],
  });
  expect(refusal({ name: "dice" })).toMatchObject({ errors: [{ pointer: "/sampler/name" }] });
});
