import { CLASSES, type Dataset, PIXELS, type Split } from "./dataset";
import { Network } from "./network";
import { createOptimizer, type Optimizer } from "./optimizer";
import { Random } from "./random";
import type { Assignments } from "./search-space";

export type PassResult = { readonly trainLoss: number; readonly validationAccuracy: number };

/** Trains one network by mini-batch gradient descent, a pass over the training data at a time. */
export class Training {
  readonly #data: Dataset;
  readonly #batchSize: number;
  readonly #random: Random;
  readonly #network: Network;
  readonly #optimizer: Optimizer;

  /** The same data, assignments and seed give the same weights. */
  constructor({ data, assignments, seed }: { data: Dataset; assignments: Assignments; seed: number }) {
    const { width, dropout } = assignments;
    this.#data = data;
    this.#batchSize = assignments.batch_size;
    this.#random = new Random(seed);
    this.#network = new Network({ sizes: [PIXELS, width, width, CLASSES], dropout, random: this.#random });
    this.#optimizer = createOptimizer(
      {
        name: assignments.optimizer,
        learningRate: assignments.learning_rate,
        momentum: assignments.momentum ?? 0,
        weightDecay: assignments.weight_decay,
      },
      this.#network.parameters,
    );
  }

  /** One pass over the training data in a new random order. A loss of NaN means that training has diverged. */
  runPass(): PassResult {
    const { train, validation } = this.#data;
    const order = Uint32Array.from(train.labels.keys());
    this.#random.shuffle(order);
    let lossSum = 0;
    for (let start = 0; start < order.length; start += this.#batchSize) {
      const batch = gather(train, order.subarray(start, start + this.#batchSize));
      lossSum += this.#network.computeGradient(batch.features, batch.labels) * batch.labels.length;
      this.#optimizer.step();
    }
    return { trainLoss: lossSum / order.length, validationAccuracy: this.accuracyOn(validation) };
  }

  accuracyOn({ features, labels }: Split): number {
    return this.#network.accuracy(features, labels);
  }
}

function gather(split: Split, rows: Uint32Array): Split {
  const features = new Float64Array(rows.length * PIXELS);
  const labels = new Uint8Array(rows.length);
  for (const [position, row] of rows.entries()) {
    features.set(split.features.subarray(row * PIXELS, (row + 1) * PIXELS), position * PIXELS);
    labels[position] = split.labels[row] ?? 0;
  }
  return { features, labels };
}
