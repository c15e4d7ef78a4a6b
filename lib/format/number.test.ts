import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnNumberFormat, formatNumber, toNumber } from "./number";

describe("formatNumber", () => {
  it.each([
    [0, "0"],
    [-0, "0"],
    [0.9123456789, "0.91235"],
    [12, "12"],
    [1234, "1234"],
    [12_345, "12,345"],
    [-0.5, "−0.5"],
    [0.00001234, "1.234e−5"],
    [3.2e11, "3.2e11"],
    [100_000_000, "1e8"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "∞"],
    [Number.NEGATIVE_INFINITY, "−∞"],
  ])("writes %d as %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it("never needs more than thirteen characters, whatever the number", () => {
    fc.assert(fc.property(fc.double(), (value) => formatNumber(value).length <= 13));
  });

  it("reads back within the digits it shows", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), (value) => {
        const read = Number(formatNumber(value).replaceAll(",", "").replaceAll("−", "-"));
        expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-3);
      }),
      { seed: 7 },
    );
  });
});

describe("columnNumberFormat", () => {
  it("gives every row of a column the same decimals", () => {
    const format = columnNumberFormat([0.9, 0.95, 0.123456]);
    expect([0.9, 0.95, 0.123456].map(format)).toEqual(["0.90000", "0.95000", "0.12346"]);
  });

  it("adds no decimals that no row has", () => {
    expect([0.5, 0.25].map(columnNumberFormat([0.5, 0.25]))).toEqual(["0.50", "0.25"]);
  });

  it("keeps whole numbers whole", () => {
    expect([16, 128, 20_000].map(columnNumberFormat([16, 128, 20_000]))).toEqual(["16", "128", "20,000"]);
  });

  it("uses significant digits where a column spans many magnitudes", () => {
    expect([0.00001, 0.5].map(columnNumberFormat([0.00001, 0.5]))).toEqual(["1e−5", "0.5"]);
  });

  it("writes zero as 0, and never as a row of zeros what only rounds to it", () => {
    const format = columnNumberFormat([0, 0.5, 0.123456]);
    expect([0, -0, 0.5, 0.123456, 2e-9, -2e-9].map(format)).toEqual(["0", "0", "0.50000", "0.12346", "2e−9", "−2e−9"]);
  });

  it("gives every exponent of a column the same digits before it", () => {
    const format = columnNumberFormat([3.5e-8, 8.2461e-6, 1e-7]);
    expect([3.5e-8, 8.2461e-6, -1e-7, 0].map(format)).toEqual(["3.500e−8", "8.246e−6", "−1.000e−7", "0"]);
    expect([1e-5, 3e-5, 2e-4].map(columnNumberFormat([1e-5, 3e-5]))).toEqual(["1e−5", "3e−5", "0.0002"]);
  });

  it("reads back within the digits it shows, whatever the column", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), { minLength: 1 }), (column) => {
        const format = columnNumberFormat(column);
        const largest = Math.max(...column.map(Math.abs));
        for (const value of column) {
          const read = Number(format(value).replaceAll(",", "").replaceAll("−", "-"));
          expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.max(Math.abs(value), largest * 1e-3) * 1e-3);
        }
      }),
      { seed: 7 },
    );
  });

  it("writes what is not finite as a word and an empty column as it comes", () => {
    expect(columnNumberFormat([0.5, 0.25])(Number.NaN)).toBe("NaN");
    expect(columnNumberFormat([])(2.5)).toBe("2.5");
  });
});

it("turns the words that JSON needs for NaN and the infinities into numbers", () => {
  expect([toNumber("NaN"), toNumber("Infinity"), toNumber("-Infinity"), toNumber(2)]).toEqual([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    2,
  ]);
});
