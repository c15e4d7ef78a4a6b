import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMPARED_MAX, compareHref, parseCompareAddress, parseCompareView } from "./compare-address";

const id = (number: number) => `std_${number.toString(16).padStart(32, "0")}`;
const ids = (count: number) => Array.from({ length: count }, (_, index) => id(index));

describe("the address of a comparison", () => {
  it("names each study once, in its order", () => {
    expect(parseCompareAddress({ studies: `${id(2)},${id(1)},${id(2)}` })).toEqual({
      ids: [id(2), id(1)],
      malformed: 0,
      repeated: 1,
      beyond: 0,
    });
  });

  it("counts what is no id, and what is more than can be compared", () => {
    expect(parseCompareAddress({ studies: "nonsense,,std_1,<script>" })).toMatchObject({ ids: [], malformed: 3 });
    expect(parseCompareAddress({ studies: ids(11).join(",") })).toMatchObject({ ids: ids(COMPARED_MAX), beyond: 3 });
    expect(parseCompareAddress({})).toMatchObject({ ids: [], malformed: 0 });
    expect(parseCompareAddress({ studies: [id(1), id(2)] }).ids).toEqual([id(1), id(2)]);
  });

  it("is read as something the page can show, whatever it says", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined)), (studies) => {
        const { ids: read } = parseCompareAddress({ studies });
        expect(read.length).toBeLessThanOrEqual(COMPARED_MAX);
        expect(new Set(read).size).toBe(read.length);
      }),
      { seed: 24 },
    );
  });

  it("holds how it is looked at, and says only what differs from the first view", () => {
    expect(compareHref("/a/b/compare", ids(2))).toBe(`/a/b/compare?studies=${id(0)},${id(1)}`);
    const view = fc.record({
      axis: fc.constantFrom("trial" as const, "time" as const),
      scale: fc.constantFrom("linear" as const, "log" as const),
      objective: fc.option(fc.string({ minLength: 1 })),
      rows: fc.constantFrom("all" as const, "differences" as const),
    });
    fc.assert(
      fc.property(view, (given) => {
        const query = Object.fromEntries(new URL(compareHref("/c", ids(2), given), "http://host").searchParams);
        expect(parseCompareView(query)).toEqual(given);
        expect(parseCompareAddress(query).ids).toEqual(ids(2));
      }),
      { seed: 25 },
    );
  });
});
