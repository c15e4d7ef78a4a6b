import { expect, it } from "vitest";
import { deadlineIssues } from "./deadline-issues";

const NOW = Date.parse("2030-06-01T12:00:00Z");
const pointers = (deadline: unknown) => deadlineIssues({ limits: { deadline } }, NOW).map(({ pointer }) => pointer);

it("refuses a deadline that has passed, in whatever zone it is written", () => {
  for (const passed of ["2030-06-01T12:00:00Z", "2030-06-01T13:59:00+02:00", "2030-06-01T05:00:00-07:00"])
    expect(pointers(passed)).toEqual(["/limits/deadline"]);
  for (const coming of ["2030-06-01T12:00:01Z", "2030-06-01T14:01:00+02:00"]) expect(pointers(coming)).toEqual([]);
});

it("leaves what is no time, and a study without limits, to the contract", () => {
  for (const other of ["soon", "5", 5, null, undefined]) expect(pointers(other)).toEqual([]);
  expect([{}, null, { limits: 7 }].flatMap((draft) => deadlineIssues(draft, NOW))).toEqual([]);
});
