import { expect, test } from "vitest";
import { uniformIndex } from "../../rng/distributions";
import { makeRng, type Rng } from "../../rng/rng";
import { compileSpace } from "../../space/compiled-space";
import { mustParse } from "../../testing/arbitrary-space";
import { ascendingOrder } from "./ascending-order";
import { type Column, ColumnMemory, orderAfter } from "./column-memory";
import { recencyWeights } from "./kernel-weights";
import { type ParzenAxis, parzenAxis } from "./parzen-axis";
import { parzenEstimator } from "./parzen-estimator";

/** Observations as they come and go: some appended, some gone, some moved, copies and silent ones among them. */
function edited(units: Float64Array, rng: Rng): Float64Array {
  const next = [...units];
  for (let edit = uniformIndex(rng, 6); edit > 0; edit -= 1) {
    const unit = rng.uniform() < 0.2 ? Number.NaN : Math.round(rng.uniform() * 40) / 40;
    const at = rng.uniform() < 0.5 ? next.length : uniformIndex(rng, next.length + 1);
    next.splice(at, uniformIndex(rng, 3), unit);
  }
  return Float64Array.from(rng.uniform() < 0.05 ? next.reverse() : next);
}

const rngOf = (purpose: string): Rng => makeRng({ seed: "column-memory", purpose, number: 0 });
const start = (rng: Rng): Float64Array => Float64Array.from({ length: 150 }, () => rng.uniform());

test("the order by that of the column before is the order", () => {
  const rng = rngOf("order");
  const memory = new ColumnMemory<Column>();
  let units = start(rng);
  let taken = 0;
  for (let turn = 0; turn < 300; turn += 1) {
    const before = memory.before(units);
    const order = before ? orderAfter(before, units) : ascendingOrder(units);
    expect([...order]).toEqual([...ascendingOrder(units)]);
    if (before) taken += 1;
    memory.keep({ units, order });
    units = edited(units, rng);
  }
  expect(taken).toBeGreaterThan(200);
});

test("a column unlike the one before is not compared with it", () => {
  const memory = new ColumnMemory<Column>();
  const rng = rngOf("unlike");
  const units = start(rng);
  memory.keep({ units, order: ascendingOrder(units) });
  expect(memory.before(start(rng))).toBeNull();
});

test.each([
  ["a continuum", { type: "float", low: 0, high: 1 }],
  ["a continuum with a beta prior", { type: "float", low: 0, high: 1, prior: { type: "beta", a: 2, b: 5 } }],
  ["narrow levels", { type: "int", low: 1, high: 100_000 }],
  ["few levels", { type: "int", low: 1, high: 9 }],
] as const)("an axis over %s says the same whatever it remembers", (_, parameter) => {
  const [compiled] = compileSpace(mustParse({ x: parameter })).parameters;
  if (!compiled) throw new Error("The space has a parameter.");
  const rng = rngOf("kernels");
  const densities = (axis: ParzenAxis, units: Float64Array): number[] => {
    const observations = { columns: [units], weights: recencyWeights(units.length), priorWeight: 1 };
    const { logDensity } = parzenEstimator([axis], observations);
    return [0, 0.1, 0.333, 0.5, 0.98].map((unit) => logDensity([unit]));
  };
  const remembering = parzenAxis(compiled);
  let units = start(rng);
  for (let turn = 0; turn < 60; turn += 1) {
    expect(densities(remembering, units)).toEqual(densities(parzenAxis(compiled), units));
    units = edited(units, rng);
  }
});
