import { expect, test } from "vitest";
import type { Distribution } from "../contract/record";
import { commonSpace } from "./common-space";

const unit: Distribution = { type: "float", low: 0, high: 1 };
const wide: Distribution = { type: "float", low: 0, high: 2 };
const kinds: Distribution = { type: "categorical", choices: ["a", "b"] };

test("is what every trial has, by name and equal distribution, in the order of names", () => {
  expect(
    commonSpace([
      { y: unit, x: unit, once: unit },
      { x: unit, y: unit },
    ]),
  ).toEqual({ x: unit, y: unit });
  expect(Object.keys(commonSpace([{ y: unit, x: unit }]))).toEqual(["x", "y"]);
});

test("holds nothing without trials, nor once a trial had no parameter at all", () => {
  expect(commonSpace([])).toEqual({});
  expect(commonSpace([{ x: unit }, {}])).toEqual({});
});

test("leaves out a parameter whose range, choices or type was another once", () => {
  expect(
    commonSpace([
      { x: unit, y: unit },
      { x: wide, y: unit },
    ]),
  ).toEqual({ y: unit });
  expect(commonSpace([{ k: kinds }, { k: { type: "categorical", choices: ["b", "a"] } }])).toEqual({});
  expect(commonSpace([{ x: unit }, { x: { type: "int", low: 0, high: 1 } }])).toEqual({});
});

test("takes distributions as equal that say a default or leave it out, in whatever order of fields", () => {
  const said: Distribution = { high: 9, scale: "linear", step: 1, low: 1, type: "int" };
  expect(commonSpace([{ n: { type: "int", low: 1, high: 9 } }, { n: said }])).toEqual({
    n: { type: "int", low: 1, high: 9 },
  });
});

test("leaves out what can have one value only", () => {
  const single: Record<string, Distribution> = {
    choice: { type: "categorical", choices: ["a"] },
    float: { type: "float", low: 1, high: 1 },
    int: { type: "int", low: 3, high: 3 },
    wideStep: { type: "float", low: 0, high: 1, step: 2 },
  };
  expect(commonSpace([{ ...single, x: unit }])).toEqual({ x: unit });
});

test("a parameter is not taken from what every object has", () => {
  expect(commonSpace([{ toString: unit }, { x: unit }])).toEqual({});
});
