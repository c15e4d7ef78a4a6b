import { describe, expect, it } from "vitest";
import { Network } from "./network";
import { Random } from "./random";

const ROWS = 5;
const SIZES = [6, 8, 7, 3];

function example(dropout: number) {
  const random = new Random(11);
  const features = Float64Array.from({ length: ROWS * 6 }, () => random.normal());
  const labels = Uint8Array.from({ length: ROWS }, () => Math.floor(3 * random.uniform()));
  const network = (): Network => new Network({ sizes: SIZES, dropout, random: new Random(5) });
  return { features, labels, network };
}

describe("Network", () => {
  it.each([0, 0.4])("computes the gradient that central differences give, with dropout %f", (dropout) => {
    const { features, labels, network } = example(dropout);
    const exact = network();
    exact.computeGradient(features, labels);

    // A fresh network per evaluation: the same seed draws the same weights and switches the same units off.
    const lossAfterMoving = (parameter: number, index: number, by: number): number => {
      const moved = network();
      const value = moved.parameters[parameter]?.value ?? new Float64Array();
      value[index] = (value[index] ?? 0) + by;
      return moved.computeGradient(features, labels);
    };
    const h = 1e-6;
    for (const [parameter, { gradient }] of exact.parameters.entries()) {
      for (const [index, value] of gradient.entries()) {
        const difference = (lossAfterMoving(parameter, index, h) - lossAfterMoving(parameter, index, -h)) / (2 * h);
        expect(value).toBeCloseTo(difference, 6);
      }
    }
    expect(exact.parameters.some(({ gradient }) => gradient.some((value) => Math.abs(value) > 0.01))).toBe(true);
  });

  it("starts near the loss of guessing, log of the number of classes", () => {
    const random = new Random(3);
    const network = new Network({ sizes: [64, 32, 32, 10], random });
    const features = Float64Array.from({ length: 200 * 64 }, () => 0.1 * random.uniform());
    const labels = Uint8Array.from({ length: 200 }, (_, row) => row % 10);
    expect(network.computeGradient(features, labels)).toBeCloseTo(Math.log(10), 0);
  });

  it("stays finite on scores whose exponential would overflow", () => {
    const network = new Network({ sizes: [1, 2], random: new Random(1) });
    const [weights] = network.parameters;
    weights?.value.set([2000, -2000]);
    expect(network.computeGradient(Float64Array.of(1), Uint8Array.of(1))).toBe(4000);
  });

  it("evaluates without dropout", () => {
    const { features, labels, network } = example(0.9);
    const one = network();
    const first = one.accuracy(features, labels);
    for (let again = 0; again < 20; again++) expect(one.accuracy(features, labels)).toBe(first);
  });
});
