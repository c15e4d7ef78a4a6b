import fc from "fast-check";
import { expect, it } from "vitest";
import { couldBecomeNumber, readNumber } from "./number-text";

it("takes every beginning of a number for one that is under way", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat(), (value, length) => {
      const typed = String(value);
      expect(couldBecomeNumber(typed.slice(0, length % (typed.length + 1)))).toBe(true);
      expect(readNumber(typed)).toBe(value === 0 ? Number(typed) : value);
    }),
    { seed: 3 },
  );
});

it.each(["-", ".", "0.", "1e", "1e-", "-.5", "+1", "1E5", " 2 "])("%j may become a number", (text) =>
  expect(couldBecomeNumber(text)).toBe(true),
);

it.each(["ten", "1,5", "--1", "1.2.3", "1e2e3", "5 %", "NaN", "Infinity"])("%j never becomes one", (text) =>
  expect(couldBecomeNumber(text)).toBe(false),
);

it("keeps what is no number as it was typed, so that the check can say so", () => {
  expect([readNumber("1e"), readNumber("-"), readNumber("Infinity"), readNumber("  ")]).toEqual([
    "1e",
    "-",
    "Infinity",
    undefined,
  ]);
});
