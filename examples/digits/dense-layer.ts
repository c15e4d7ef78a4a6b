import type { Random } from "./random";

/** One trainable array, its gradient, and whether weight decay shrinks it (weights yes, biases no). */
export type Parameter = { readonly value: Float64Array; readonly gradient: Float64Array; readonly decays: boolean };

/**
 * A fully connected layer: output = input · weights + bias, for a batch of rows at a time.
 * Rows of `weights` belong to inputs, so the inner loops run over neighbours in memory, and an input of zero
 * (a white pixel, a unit that ReLU or dropout switched off) costs nothing.
 */
export class DenseLayer {
  readonly weights: Parameter;
  readonly bias: Parameter;
  readonly inputs: number;
  readonly outputs: number;

  constructor(inputs: number, outputs: number, random: Random) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.weights = parameter(inputs * outputs, true);
    this.bias = parameter(outputs, false);
    // He et al. 2015: keeps the variance of activations from layer to layer under ReLU.
    const deviation = Math.sqrt(2 / inputs);
    for (let k = 0; k < this.weights.value.length; k++) this.weights.value[k] = deviation * random.normal();
  }

  forward(input: Float64Array, rows: number): Float64Array {
    const { inputs, outputs } = this;
    const weights = this.weights.value;
    const output = new Float64Array(rows * outputs);
    for (let row = 0; row < rows; row++) {
      const start = row * outputs;
      output.set(this.bias.value, start);
      for (let i = 0; i < inputs; i++) {
        const x = input[row * inputs + i] as number; // in range: i < inputs and row < rows
        if (x === 0) continue;
        for (let j = 0; j < outputs; j++) (output[start + j] as number) += x * (weights[i * outputs + j] as number);
      }
    }
    return output;
  }

  /** Adds to the gradients of weights and bias, given the loss's gradient at the output. */
  accumulate(input: Float64Array, outputGradient: Float64Array, rows: number): void {
    const { inputs, outputs } = this;
    const weightGradient = this.weights.gradient;
    const biasGradient = this.bias.gradient;
    for (let row = 0; row < rows; row++) {
      const start = row * outputs;
      for (let j = 0; j < outputs; j++) (biasGradient[j] as number) += outputGradient[start + j] as number;
      for (let i = 0; i < inputs; i++) {
        const x = input[row * inputs + i] as number;
        if (x === 0) continue;
        for (let j = 0; j < outputs; j++) {
          (weightGradient[i * outputs + j] as number) += x * (outputGradient[start + j] as number);
        }
      }
    }
  }

  /** The loss's gradient at the input, where `active` is not zero; elsewhere ReLU and dropout let nothing through. */
  inputGradient(outputGradient: Float64Array, active: Float64Array, rows: number): Float64Array {
    const { inputs, outputs } = this;
    const weights = this.weights.value;
    const gradient = new Float64Array(rows * inputs);
    for (let row = 0; row < rows; row++) {
      const start = row * outputs;
      for (let i = 0; i < inputs; i++) {
        if (active[row * inputs + i] === 0) continue;
        let sum = 0;
        for (let j = 0; j < outputs; j++)
          sum += (weights[i * outputs + j] as number) * (outputGradient[start + j] as number);
        gradient[row * inputs + i] = sum;
      }
    }
    return gradient;
  }
}

function parameter(length: number, decays: boolean): Parameter {
  return { value: new Float64Array(length), gradient: new Float64Array(length), decays };
}
