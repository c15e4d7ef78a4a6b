import { expect, it } from "vitest";
import { askTrials } from "./ask";
import { fieldErrors } from "./field-errors";
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
