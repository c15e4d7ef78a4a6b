import { expect, it } from "vitest";
import { checkStudyDraft } from "@/lib/domain/check-study-draft";
import { readNumber } from "./number-text";
import { shownIssues } from "./shown-issues";

const issuesWith = (high: string) =>
  checkStudyDraft({
    name: "n",
    objectives: [{ metric: "loss", direction: "minimize" }],
    search_space: { x: { type: "float", low: 10, high: readNumber(high) } },
  });
const NONE = new Set<string>();

it.each(["1", "1e", "1e-", "-", "0."])("says nothing new while a bound is under way: %j", (text) => {
  expect(issuesWith(text)).not.toEqual([]);
  expect(shownIssues(issuesWith(text), { text, numeric: true, before: NONE })).toEqual([]);
});

it("says it when the field is left", () => {
  expect(shownIssues(issuesWith("1"), null)).toEqual(issuesWith("1"));
});

it("says at once what no further key can mend", () => {
  const shown = shownIssues(issuesWith("1,5"), { text: "1,5", numeric: true, before: NONE });
  expect(shown.map(({ pointer }) => pointer)).toContain("/search_space/x/high");
});

it("goes on saying what was wrong before the first key, for as long as it is", () => {
  const before = new Set(issuesWith("much").map(({ pointer }) => pointer));
  expect(shownIssues(issuesWith("-"), { text: "-", numeric: true, before })).not.toEqual([]);
  expect(shownIssues(issuesWith("20"), { text: "20", numeric: true, before })).toEqual([]);
});
