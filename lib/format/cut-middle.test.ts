import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutMiddle, fitText } from "./cut-middle";

describe("cutMiddle", () => {
  it("keeps both ends", () => {
    expect(cutMiddle("solver.tolerance_absolute_newton", 15)).toBe("solver.…_newton");
    expect(cutMiddle("shift", 15)).toBe("shift");
  });

  it("is never longer than asked for, and never half a letter", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 2, max: 40 }), (text, length) => {
        const cut = cutMiddle(text, length);
        expect([...cut].length).toBeLessThanOrEqual(length);
        expect(cut).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});

describe("fitText", () => {
  const widthOf = (text: string) => [...text].reduce((sum, letter) => sum + (letter === "W" ? 3 : 1), 0);

  it("leaves alone what fits", () => {
    expect(fitText("dropout", 7, widthOf)).toBe("dropout");
  });

  it("fits into every room that holds two letters and the mark of the gap, wide letters or not", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[aW]{0,40}$/), fc.integer({ min: 7, max: 60 }), (text, room) => {
        expect(widthOf(fitText(text, room, widthOf))).toBeLessThanOrEqual(room);
      }),
    );
  });
});
