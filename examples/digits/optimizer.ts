import type { Parameter } from "./dense-layer";

export type OptimizerName = "sgd" | "adam" | "rmsprop";

export type OptimizerSettings = {
  readonly name: OptimizerName;
  readonly learningRate: number;
  /** Used by sgd only. */
  readonly momentum: number;
  readonly weightDecay: number;
};

/** Moves every parameter against its gradient, once. */
export type Optimizer = { step(): void };

/** The change of one parameter array in one step; `count` is the number of the step, from 1. */
type Rule = (parameter: Parameter, count: number) => void;

/**
 * Creates the optimizer with fresh state. Weight decay is decoupled from the gradient (Loshchilov and Hutter 2019),
 * so it means the same under each of the three.
 */
export function createOptimizer(settings: OptimizerSettings, parameters: readonly Parameter[]): Optimizer {
  const rules = parameters.map((parameter) => RULES[settings.name](settings, parameter.value.length));
  let count = 0;
  return {
    step() {
      count++;
      for (const [index, parameter] of parameters.entries()) {
        if (parameter.decays) decay(parameter, settings);
        rules[index]?.(parameter, count);
      }
    },
  };
}

const RULES = { sgd, adam, rmsprop } satisfies Record<OptimizerName, (s: OptimizerSettings, length: number) => Rule>;

// Keeps a step finite where the second moment is still zero.
const EPSILON = 1e-8;

/** v ← momentum · v + g;  w ← w − rate · v. */
function sgd({ learningRate, momentum }: OptimizerSettings, length: number): Rule {
  const velocity = new Float64Array(length);
  return ({ value, gradient }) => {
    for (let k = 0; k < length; k++) {
      const v = momentum * (velocity[k] as number) + (gradient[k] as number);
      velocity[k] = v;
      (value[k] as number) -= learningRate * v;
    }
  };
}

/** Kingma and Ba 2015, algorithm 1, with β₁ = 0.9 and β₂ = 0.999. */
function adam({ learningRate }: OptimizerSettings, length: number): Rule {
  const [beta1, beta2] = [0.9, 0.999];
  const first = new Float64Array(length);
  const second = new Float64Array(length);
  return ({ value, gradient }, count) => {
    const firstBias = 1 - beta1 ** count;
    const secondBias = 1 - beta2 ** count;
    for (let k = 0; k < length; k++) {
      const g = gradient[k] as number;
      const m = beta1 * (first[k] as number) + (1 - beta1) * g;
      const v = beta2 * (second[k] as number) + (1 - beta2) * g * g;
      first[k] = m;
      second[k] = v;
      (value[k] as number) -= (learningRate * (m / firstBias)) / (Math.sqrt(v / secondBias) + EPSILON);
    }
  };
}

/** Tieleman and Hinton 2012, with a decay of 0.9. */
function rmsprop({ learningRate }: OptimizerSettings, length: number): Rule {
  const second = new Float64Array(length);
  return ({ value, gradient }) => {
    for (let k = 0; k < length; k++) {
      const g = gradient[k] as number;
      const v = 0.9 * (second[k] as number) + 0.1 * g * g;
      second[k] = v;
      (value[k] as number) -= (learningRate * g) / (Math.sqrt(v) + EPSILON);
    }
  };
}

function decay({ value }: Parameter, { learningRate, weightDecay }: OptimizerSettings): void {
  const kept = 1 - learningRate * weightDecay;
  for (let k = 0; k < value.length; k++) (value[k] as number) *= kept;
}
