import { describe, expect, it } from "vitest";
import type { Parameter } from "./dense-layer";
import { createOptimizer, type OptimizerName } from "./optimizer";

const SETTINGS = { name: "sgd", learningRate: 0.1, momentum: 0, weightDecay: 0 } as const;

function parameterAt(value: number, decays = true): Parameter {
  return { value: Float64Array.of(value), gradient: new Float64Array(1), decays };
}

/** Steps down the bowl ½·x² whose gradient is x. */
function descend(name: OptimizerName, steps: number): number {
  const parameter = parameterAt(3);
  const optimizer = createOptimizer({ ...SETTINGS, name }, [parameter]);
  for (let step = 0; step < steps; step++) {
    parameter.gradient[0] = parameter.value[0] ?? Number.NaN;
    optimizer.step();
  }
  return parameter.value[0] ?? Number.NaN;
}

describe("createOptimizer", () => {
  it.each(["sgd", "adam", "rmsprop"] as const)("%s finds the bottom of a bowl", (name) => {
    expect(Math.abs(descend(name, 300))).toBeLessThan(0.1);
  });

  it("gives sgd a memory of the gradients before, by momentum", () => {
    const parameter = parameterAt(0);
    parameter.gradient[0] = 1;
    const optimizer = createOptimizer({ ...SETTINGS, momentum: 0.5 }, [parameter]);
    optimizer.step();
    optimizer.step();
    // Velocities 1 and 1.5 at a rate of 0.1.
    expect(parameter.value[0]).toBeCloseTo(-0.25, 12);
  });

  it("makes adam's first step as long as the learning rate, whatever the gradient's size", () => {
    for (const gradient of [1e-3, 1, 1e3]) {
      const parameter = parameterAt(0);
      parameter.gradient[0] = gradient;
      createOptimizer({ ...SETTINGS, name: "adam" }, [parameter]).step();
      expect(parameter.value[0]).toBeCloseTo(-0.1, 5);
    }
  });

  it("shrinks weights by weight decay, and leaves biases alone", () => {
    const [weight, bias] = [parameterAt(1), parameterAt(1, false)];
    createOptimizer({ ...SETTINGS, weightDecay: 0.5 }, [weight, bias]).step();
    expect(weight.value[0]).toBeCloseTo(0.95, 12);
    expect(bias.value[0]).toBe(1);
  });
});
