import fc from "fast-check";
import { expect, test } from "vitest";
import { makeRng } from "../rng/rng";
import { arbitrarySpace, mustParse } from "../testing/arbitrary-space";
import { compileSpace } from "./compiled-space";
import { encodeAssignments } from "./encode";
import { pointUnits } from "./point-units";
import { sampleAssignments } from "./sample";

test("a point of the space has the coordinates that encoding gives it", () => {
  fc.assert(
    fc.property(arbitrarySpace(), fc.nat(), (space, number) => {
      const assignments = sampleAssignments(space, makeRng({ seed: "s", purpose: "p", number }));
      expect(pointUnits(compileSpace(space), assignments)).toEqual(encodeAssignments(space, assignments));
    }),
    { seed: 1 },
  );
});

test("numbers off the levels or outside the range keep their place; what says nothing is NaN", () => {
  const space = mustParse({
    lr: { type: "float", low: 0.001, high: 0.1, scale: "log" },
    layers: { type: "int", low: 1, high: 4 },
    batch: { type: "ordinal", values: [32, 64] },
    optimizer: { type: "categorical", choices: ["sgd", "adam"] },
    momentum: { type: "float", low: 0, high: 1, when: { optimizer: "sgd" } },
  });
  const units = (assignments: Record<string, number | string>) => [...pointUnits(compileSpace(space), assignments)];
  expect(units({ lr: 1, layers: 6, batch: 128, optimizer: "sgd", momentum: -0.5 })).toEqual([
    expect.closeTo(1.5),
    expect.closeTo(1.375),
    Number.NaN,
    0.25,
    -0.5,
  ]);
  expect(units({ lr: -1, layers: "many", batch: 32, optimizer: "lion", momentum: 0.5 })).toEqual([
    Number.NaN,
    Number.NaN,
    0.25,
    Number.NaN,
    Number.NaN,
  ]);
  expect(units({ layers: 2.5, optimizer: "adam" })[1]).toBeCloseTo(0.5);
});
