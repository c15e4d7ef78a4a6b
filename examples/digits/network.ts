import { DenseLayer, type Parameter } from "./dense-layer";
import type { Random } from "./random";

/** A classifier: fully connected layers with ReLU and dropout between them, softmax cross-entropy at the end. */
export class Network {
  readonly #layers: readonly DenseLayer[];
  readonly #dropout: number;
  readonly #random: Random;

  /** `sizes` are the widths from the input to the classes, for example [64, 32, 32, 10]. */
  constructor({ sizes, dropout = 0, random }: { sizes: readonly number[]; dropout?: number; random: Random }) {
    this.#layers = sizes.slice(1).map((outputs, index) => new DenseLayer(sizes[index] ?? 0, outputs, random));
    this.#dropout = dropout;
    this.#random = random;
  }

  get parameters(): readonly Parameter[] {
    return this.#layers.flatMap((layer) => [layer.weights, layer.bias]);
  }

  /** The mean cross-entropy of a batch; leaves its gradient in every parameter. */
  computeGradient(features: Float64Array, labels: Uint8Array): number {
    for (const { gradient } of this.parameters) gradient.fill(0);
    const rows = labels.length;
    const activations = this.#forward(features, rows, true);
    const { loss, gradient } = crossEntropy(activations[this.#layers.length] ?? features, labels);
    let outputGradient = gradient;
    for (const [index, layer] of [...this.#layers.entries()].reverse()) {
      const input = activations[index] ?? features;
      layer.accumulate(input, outputGradient, rows);
      // Inverted dropout scaled the units it kept; the gradient that passes through them is scaled alike.
      if (index > 0) outputGradient = scale(layer.inputGradient(outputGradient, input, rows), 1 / (1 - this.#dropout));
    }
    return loss;
  }

  /** The share of rows whose largest output is the label. Dropout is off. */
  accuracy(features: Float64Array, labels: Uint8Array): number {
    const logits = this.#forward(features, labels.length, false)[this.#layers.length] ?? features;
    const classes = logits.length / labels.length;
    let correct = 0;
    for (const [row, label] of labels.entries()) {
      if (largest(logits.subarray(row * classes, (row + 1) * classes)) === label) correct++;
    }
    return correct / labels.length;
  }

  /** The input of each layer in order, and after them the logits. */
  #forward(features: Float64Array, rows: number, training: boolean): readonly Float64Array[] {
    const activations = [features];
    let input = features;
    for (const [index, layer] of this.#layers.entries()) {
      input = layer.forward(input, rows);
      if (index < this.#layers.length - 1) this.#activate(input, training);
      activations.push(input);
    }
    return activations;
  }

  /** ReLU, then inverted dropout: dividing by the share kept makes evaluation need no correction. */
  #activate(values: Float64Array, training: boolean): void {
    const dropout = training ? this.#dropout : 0;
    const kept = 1 - dropout;
    for (let k = 0; k < values.length; k++) {
      const value = values[k] as number;
      if (value <= 0) values[k] = 0;
      else if (dropout > 0) values[k] = this.#random.uniform() < dropout ? 0 : value / kept;
    }
  }
}

/** Mean softmax cross-entropy of a batch of logits and its gradient with respect to them. */
function crossEntropy(logits: Float64Array, labels: Uint8Array): { loss: number; gradient: Float64Array } {
  const rows = labels.length;
  const classes = logits.length / rows;
  const gradient = new Float64Array(logits.length);
  let loss = 0;
  for (const [row, label] of labels.entries()) {
    const scores = logits.subarray(row * classes, (row + 1) * classes);
    // Subtracting the largest score first: exp of a large score would overflow to infinity.
    const top = scores[largest(scores)] ?? 0;
    let total = 0;
    for (const score of scores) total += Math.exp(score - top);
    loss += Math.log(total) + top - (scores[label] ?? 0);
    for (const [k, score] of scores.entries()) {
      gradient[row * classes + k] = (Math.exp(score - top) / total - (k === label ? 1 : 0)) / rows;
    }
  }
  return { loss: loss / rows, gradient };
}

function largest(scores: Float64Array): number {
  let best = 0;
  for (const [k, score] of scores.entries()) if (score > (scores[best] ?? 0)) best = k;
  return best;
}

function scale(values: Float64Array, factor: number): Float64Array {
  if (factor !== 1) for (let k = 0; k < values.length; k++) (values[k] as number) *= factor;
  return values;
}
