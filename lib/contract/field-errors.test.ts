import { expect, it } from "vitest";
import { askTrials } from "./ask";
import { fieldErrors } from "./field-errors";
import { Limits } from "./limits";
import { tellTrial } from "./trial";

const trial_id = `trl_${"0".repeat(32)}`;
const study_id = `std_${"0".repeat(32)}`;

it("a metric name that does not do is refused with what a name must be, not only that it does not", () => {
  const { error } = tellTrial.input.safeParse({ trial_id, attempt: 1, state: "completed", values: { "1st": 1 } });
  expect(error && fieldErrors(error)).toEqual([
    { pointer: "/values/1st", code: "invalid_key", detail: expect.stringContaining("Must start with a letter") },
  ]);
});

it("a fixed value that is none is refused with the kinds there are", () => {
  const { error } = askTrials.input.safeParse({ study_id, fixed: { x: [1] } });
  expect(error && fieldErrors(error)).toMatchObject([
    { pointer: "/fixed/x", detail: "Must be a text, a number, true, false or null." },
  ]);
});

it("says one thing of one field: of two bounds the narrower, and of what is no time nothing but that", () => {
  const faultsOf = (limits: unknown) => {
    const { error } = Limits.safeParse(limits);
    return (error && fieldErrors(error))?.map(({ pointer, code }) => [pointer, code]);
  };
  const { error } = Limits.safeParse({ max_retries: 1e30 });
  expect(error && fieldErrors(error)).toEqual([
    { pointer: "/max_retries", code: "too_big", detail: expect.stringContaining("100") },
  ]);
  expect(faultsOf({ max_retries: -1e30 })).toEqual([["/max_retries", "too_small"]]);
  for (const deadline of ["soon", "2099-13-01T00:00:00Z", "2099-01-01T10:00:00+25:00"])
    expect(faultsOf({ deadline }), deadline).toEqual([["/deadline", "invalid_format"]]);
  expect(faultsOf({ deadline: "1969-01-01T00:00:00Z", max_trials: 0 })).toEqual([
    ["/max_trials", "too_small"],
    ["/deadline", "custom"],
  ]);
});
