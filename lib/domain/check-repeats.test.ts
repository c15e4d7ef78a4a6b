import { describe, expect, it } from "vitest";
import type { Repeats } from "../contract/repeats";
import { checkRepeats, completeRepeats } from "./check-repeats";

const loss = { metric: "loss", direction: "minimize" } as const;
const study = { sampler: { name: "auto" }, scheduler: null, objectives: [loss], limits: {} };
const pointers = (repeats: Repeats, more: object = {}) =>
  checkRepeats({ ...study, ...more, repeats }).map(({ pointer }) => pointer);

describe("repeats that do not fit a study are refused by the name of the field", () => {
  const several = { objectives: [loss, { metric: "size", direction: "minimize" }] };
  const aimed = { objectives: [loss, { metric: "size", direction: "minimize", target: 3 }] };
  it.each([
    [{ max: 3, rule: "all" }, {}, []],
    [{ max: 3, rule: "all" }, several, []],
    [{ max: 3, rule: "race" }, {}, []],
    [{ max: 3, rule: "race" }, several, ["/repeats/rule"]],
    [{ max: 3, rule: "all" }, { scheduler: { name: "asha" } }, ["/repeats"]],
    [{ max: 3, rule: "all" }, { sampler: { name: "tpe" } }, []],
    [{ max: 3, rule: "all" }, { sampler: { name: "de" } }, ["/sampler/name"]],
    [{ max: 3, rule: "all", error_rate: 0.1 }, {}, ["/repeats/error_rate"]],
    [{ max: 3, rule: "all", min: 2 }, {}, ["/repeats/min"]],
    [{ max: 3, rule: "race", min: 4 }, {}, ["/repeats/min"]],
    [{ max: 3, rule: "all" }, aimed, ["/objectives/1/target"]],
    [{ max: 3, rule: "all" }, { limits: { no_improvement_trials: 9 } }, ["/limits/no_improvement_trials"]],
  ] satisfies [Repeats, object, string[]][])("%j with %j: %j", (repeats, more, expected) => {
    expect(pointers(repeats, more)).toEqual(expected);
  });
});

describe("a study says by which rules it races", () => {
  it("with what was left open filled in", () => {
    expect(completeRepeats({ max: 2, rule: "race" })).toEqual({ max: 2, rule: "race", error_rate: 0.05, min: 2 });
    expect(completeRepeats({ max: 8, rule: "race" })).toMatchObject({ error_rate: 0.05, min: 3 });
    expect(completeRepeats({ max: 8, rule: "all" })).toEqual({ max: 8, rule: "all" });
  });
});
