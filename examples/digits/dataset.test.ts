import { describe, expect, it } from "vitest";
import { CLASSES, loadDataset, PIXELS, parseDigits, type Split, splitDataset } from "./dataset";

const DIGITS = new URL("./data/digits.csv.gz", import.meta.url);

function count(split: Split, digit: number): number {
  return split.labels.filter((label) => label === digit).length;
}

describe("loadDataset", () => {
  it("splits all 1,797 digits 50 : 25 : 25", async () => {
    const { train, validation, test } = await loadDataset(DIGITS);
    expect(train.labels.length + validation.labels.length + test.labels.length).toBe(1797);
    expect(train.labels.length / 1797).toBeCloseTo(0.5, 2);
    expect(validation.labels.length / 1797).toBeCloseTo(0.25, 2);
  });

  it("keeps the mix of digits alike in the three splits", async () => {
    const { train, validation, test } = await loadDataset(DIGITS);
    for (let digit = 0; digit < CLASSES; digit++) {
      expect(Math.abs(count(validation, digit) - count(test, digit))).toBeLessThanOrEqual(1);
      expect(Math.abs(count(train, digit) - count(validation, digit) - count(test, digit))).toBeLessThanOrEqual(1);
    }
  });

  it("scales every pixel to [0, 1] and uses the whole range", async () => {
    const { features } = (await loadDataset(DIGITS)).train;
    expect(Math.min(...features)).toBe(0);
    expect(Math.max(...features)).toBe(1);
  });
});

describe("splitDataset", () => {
  it("puts every row into exactly one split", () => {
    const rows = 100;
    const features = Float64Array.from({ length: rows * PIXELS }, (_, index) => Math.floor(index / PIXELS));
    const labels = Uint8Array.from({ length: rows }, (_, row) => row % CLASSES);
    const { train, validation, test } = splitDataset({ features, labels });
    const seen = [train, validation, test].flatMap((split) => [...split.features].filter((_, k) => k % PIXELS === 0));
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, row) => row));
  });
});

describe("parseDigits", () => {
  it("names the line that is not 64 pixels and a digit", () => {
    const good = [...Array(PIXELS).fill(0), 7].join(",");
    expect(() => parseDigits(`${good}\n1,2,3`)).toThrow("Line 2");
    expect(() => parseDigits(good.replace(/7$/, "10"))).toThrow("Line 1");
  });
});
