import fc from "fast-check";
import { expect, it } from "vitest";
import { studyListInput } from "@/components/study/study-list-input";
import { parseInput } from "@/lib/contract/parse-input";
import { studyStates } from "@/lib/contract/study";
import { listStudySummaries, studySorts } from "@/lib/contract/study-summary";
import { NO_FILTER, parseStudyFilter, studyListHref } from "./study-list-address";

const text = (maxLength: number) =>
  fc.string({ maxLength, unit: "grapheme" }).filter((typed) => typed.length <= maxLength && !typed.includes("\0"));
const filters = fc.record({
  search: text(200),
  state: fc.constantFrom("any" as const, "archived" as const, ...studyStates),
  tag: text(64),
  sort: fc.constantFrom(...studySorts),
});

const queryOf = (href: string) => Object.fromEntries(new URL(href, "http://tellus.test").searchParams);

it("reads back every filter from the address that holds it", () => {
  fc.assert(
    fc.property(filters, (filter) => {
      expect(parseStudyFilter(queryOf(studyListHref("/lab/prj", filter)))).toEqual(filter);
    }),
    { seed: 11 },
  );
});

it("writes nothing for what the list shows at first", () => {
  expect(studyListHref("/lab/prj", NO_FILTER)).toBe("/lab/prj");
  expect(studyListHref("/lab/prj", { ...NO_FILTER, state: "paused" })).toBe("/lab/prj?state=paused");
});

it("answers any address with a filter that the server accepts", () => {
  const value = fc.oneof(fc.string(), fc.string({ minLength: 190, maxLength: 300 }), fc.array(fc.string()));
  const odd = fc.constantFrom("\0", "\ud800", "-1", "1e999", "__proto__", "archived", "any", "x".repeat(5000));
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom("search", "state", "tag", "sort", "page"), fc.oneof(value, odd)),
      (query) => {
        const filter = parseStudyFilter(query);
        const input = studyListInput("prj_0198f0a0c0de70008000000000000001", filter);
        expect(parseInput(listStudySummaries.input, input).error).toBeUndefined();
      },
    ),
    { seed: 12 },
  );
});
