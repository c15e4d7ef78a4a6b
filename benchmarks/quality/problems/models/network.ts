/** A network of one hidden layer, trained by stochastic gradients. */
import { permutation, standardNormal } from "@/lib/engine/rng/distributions";
import type { Rng } from "@/lib/engine/rng/rng";
import type { DataSet, Split } from "./data";
import { softmax } from "./score";

const ACTIVATIONS = {
  relu: { of: (z: number) => (z > 0 ? z : 0), slope: (a: number) => (a > 0 ? 1 : 0) },
  tanh: { of: Math.tanh, slope: (a: number) => 1 - a * a },
  logistic: { of: (z: number) => 1 / (1 + Math.exp(-z)), slope: (a: number) => a * (1 - a) },
} as const;
export type Activation = keyof typeof ACTIVATIONS;

export interface NetworkOptions {
  /** 0 for none: a linear or logistic model. */
  readonly hidden: number;
  readonly activation: Activation;
  readonly optimizer: "sgd" | "adam";
  readonly rate: number;
  readonly momentum: number;
  /** Weight decay. */
  readonly decay: number;
  readonly batch: number;
  readonly epochs: number;
}

/** Outputs for a row: class probabilities, or the predicted value alone. */
export type Predict = (row: Float64Array) => Float64Array;

/** @param afterEpoch is told of the network as it is then */
export function trainNetwork(
  data: DataSet,
  { train }: Split,
  options: NetworkOptions & { afterEpoch?(predict: Predict): void },
  rng: Rng,
): Predict {
  const network = new Network(data, options, rng);
  const update = options.optimizer === "adam" ? adam(network, options) : sgd(network, options);
  const predict: Predict = (row) => network.forward(row).slice();
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    const order = permutation(rng, train.length);
    for (let start = 0; start < order.length; start += options.batch) {
      network.gradients.fill(0);
      const batch = order.subarray(start, start + options.batch);
      for (const index of batch) network.backward(train[index], batch.length);
      update();
    }
    options.afterEpoch?.(predict);
  }
  return predict;
}

class Network {
  readonly weights: Float64Array;
  readonly gradients: Float64Array;
  readonly #inputs: number;
  readonly #hidden: number;
  readonly #outputs: number;
  readonly #middle: Float64Array;
  readonly #out: Float64Array;

  constructor(
    private readonly data: DataSet,
    private readonly options: NetworkOptions,
    rng: Rng,
  ) {
    this.#inputs = data.x[0].length;
    this.#hidden = options.hidden;
    this.#outputs = Math.max(1, data.classes);
    this.#middle = new Float64Array(options.hidden);
    this.#out = new Float64Array(this.#outputs);
    const first = this.#hidden * (this.#inputs + 1);
    const last = this.#outputs * ((this.#hidden || this.#inputs) + 1);
    // Variance 1 / fan-in (LeCun), so that neither layer starts saturated.
    this.weights = Float64Array.from(
      { length: first + last },
      (_, index) => standardNormal(rng) / Math.sqrt(index < first ? this.#inputs : this.#hidden || this.#inputs),
    );
    this.gradients = new Float64Array(first + last);
  }

  forward(row: Float64Array): Float64Array {
    const { of } = ACTIVATIONS[this.options.activation];
    for (let unit = 0; unit < this.#hidden; unit += 1) this.#middle[unit] = of(this.#sum(row, unit * (row.length + 1)));
    const source = this.#hidden > 0 ? this.#middle : row;
    const offset = this.#hidden * (this.#inputs + 1);
    for (let output = 0; output < this.#outputs; output += 1) {
      this.#out[output] = this.#sum(source, offset + output * (source.length + 1));
    }
    return this.data.classes > 0 ? softmax(this.#out) : this.#out;
  }

  /** Adds the gradient of one row's loss: log loss of a class, half the squared error of a value. */
  backward(index: number, batch: number): void {
    const row = this.data.x[index];
    const target = this.data.y[index];
    const out = this.forward(row);
    const source = this.#hidden > 0 ? this.#middle : row;
    const offset = this.#hidden * (this.#inputs + 1);
    const back = new Float64Array(this.#hidden);
    for (let output = 0; output < this.#outputs; output += 1) {
      const wanted = this.data.classes > 0 ? Number(target === output) : target;
      const error = (out[output] - wanted) / batch;
      const start = offset + output * (source.length + 1);
      for (let unit = 0; unit < this.#hidden; unit += 1) back[unit] += error * this.weights[start + unit];
      this.#add(source, start, error);
    }
    const { slope } = ACTIVATIONS[this.options.activation];
    for (let unit = 0; unit < this.#hidden; unit += 1) {
      this.#add(row, unit * (row.length + 1), back[unit] * slope(this.#middle[unit]));
    }
  }

  #sum(source: Float64Array, start: number): number {
    let sum = this.weights[start + source.length];
    for (let index = 0; index < source.length; index += 1) sum += this.weights[start + index] * source[index];
    return sum;
  }

  #add(source: Float64Array, start: number, error: number): void {
    for (let index = 0; index < source.length; index += 1) this.gradients[start + index] += error * source[index];
    this.gradients[start + source.length] += error;
  }
}

function sgd({ weights, gradients }: Network, { rate, momentum, decay }: NetworkOptions): () => void {
  const velocity = new Float64Array(weights.length);
  return () => {
    for (let index = 0; index < weights.length; index += 1) {
      velocity[index] = momentum * velocity[index] - rate * (gradients[index] + decay * weights[index]);
      weights[index] += velocity[index];
    }
  };
}

/** Kingma & Ba 2015, algorithm 1, with decay apart from the gradient (Loshchilov & Hutter 2019); `momentum` is beta 1. */
function adam({ weights, gradients }: Network, { rate, momentum, decay }: NetworkOptions): () => void {
  const [first, second] = [new Float64Array(weights.length), new Float64Array(weights.length)];
  let step = 0;
  return () => {
    step += 1;
    const correction = Math.sqrt(1 - 0.999 ** step) / (1 - momentum ** step);
    for (let index = 0; index < weights.length; index += 1) {
      first[index] = momentum * first[index] + (1 - momentum) * gradients[index];
      second[index] = 0.999 * second[index] + 0.001 * gradients[index] ** 2;
      weights[index] -=
        rate * ((correction * first[index]) / (Math.sqrt(second[index]) + 1e-8) + decay * weights[index]);
    }
  };
}
