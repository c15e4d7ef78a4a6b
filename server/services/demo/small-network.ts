import { z } from "zod";
import { normal, randomNumbers, type Sample, twoMoons } from "./two-moons";

/** What the demo study looks for. */
export const NetworkSettings = z.object({
  learning_rate: z.number(),
  hidden_units: z.number(),
  momentum: z.number(),
  weight_decay: z.number(),
  activation: z.enum(["tanh", "relu"]),
});
export type NetworkSettings = z.infer<typeof NetworkSettings>;

const BATCH_SIZE = 20;
const TRAINING = twoMoons(240, 1);
const VALIDATION = twoMoons(240, 2);
/** A loss beyond this is a network that came apart; it is told as it is, but must stay a number. */
const LOSS_MAX = 1e6;

/** A network with one hidden layer, trained by gradient descent with momentum on two moons. */
export class SmallNetwork {
  readonly #settings: NetworkSettings;
  readonly #random: () => number;
  /** Per hidden unit: weights of x and y, bias, weight to the output; last the output's bias. */
  readonly #weights: Float64Array;
  readonly #velocity: Float64Array;
  readonly #gradient: Float64Array;

  constructor(settings: NetworkSettings, seed: number) {
    this.#settings = settings;
    this.#random = randomNumbers(seed);
    this.#weights = Float64Array.from({ length: settings.hidden_units * 4 + 1 }, () => normal(this.#random) * 0.7);
    this.#velocity = new Float64Array(this.#weights.length);
    this.#gradient = new Float64Array(this.#weights.length);
  }

  /** One pass over the training points, in an order of its own. */
  trainEpoch(): void {
    const order = shuffled(TRAINING, this.#random);
    for (let start = 0; start < order.length; start += BATCH_SIZE) this.#step(order.slice(start, start + BATCH_SIZE));
  }

  /** Mean cross-entropy over points it was not trained on. */
  validationLoss(): number {
    const total = VALIDATION.reduce((sum, sample) => sum + crossEntropy(this.#logit(sample), sample.label), 0);
    const loss = total / VALIDATION.length;
    return Number.isFinite(loss) ? Math.min(loss, LOSS_MAX) : LOSS_MAX;
  }

  #step(batch: readonly Sample[]): void {
    const { learning_rate, momentum, weight_decay } = this.#settings;
    this.#gradient.fill(0);
    for (const sample of batch) this.#addGradient(sample, 1 / batch.length);
    for (let index = 0; index < this.#weights.length; index++) {
      const slope = at(this.#gradient, index) + weight_decay * at(this.#weights, index);
      this.#velocity[index] = momentum * at(this.#velocity, index) - learning_rate * slope;
      this.#weights[index] = at(this.#weights, index) + at(this.#velocity, index);
    }
  }

  #addGradient(sample: Sample, share: number): void {
    const error = share * (sigmoid(this.#logit(sample)) - sample.label);
    const last = this.#weights.length - 1;
    for (let unit = 0; unit < last; unit += 4) {
      const hidden = this.#activate(this.#input(unit, sample));
      const back = error * at(this.#weights, unit + 3) * this.#slope(hidden);
      this.#add(unit, back * sample.x);
      this.#add(unit + 1, back * sample.y);
      this.#add(unit + 2, back);
      this.#add(unit + 3, error * hidden);
    }
    this.#add(last, error);
  }

  #logit(sample: Sample): number {
    const last = this.#weights.length - 1;
    let sum = at(this.#weights, last);
    for (let unit = 0; unit < last; unit += 4)
      sum += at(this.#weights, unit + 3) * this.#activate(this.#input(unit, sample));
    return sum;
  }

  #input(unit: number, { x, y }: Sample): number {
    return at(this.#weights, unit) * x + at(this.#weights, unit + 1) * y + at(this.#weights, unit + 2);
  }

  #activate(input: number): number {
    return this.#settings.activation === "tanh" ? Math.tanh(input) : Math.max(0, input);
  }

  /** The activation's derivative, from its value. */
  #slope(hidden: number): number {
    if (this.#settings.activation === "tanh") return 1 - hidden * hidden;
    return hidden > 0 ? 1 : 0;
  }

  #add(index: number, amount: number): void {
    this.#gradient[index] = at(this.#gradient, index) + amount;
  }
}

/** A typed array has no holes; the compiler does not know. */
function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** log(1 + exp(z)) − label·z, written so that large logits do not overflow. */
function crossEntropy(logit: number, label: 0 | 1): number {
  return Math.max(logit, 0) - logit * label + Math.log1p(Math.exp(-Math.abs(logit)));
}

function shuffled(samples: readonly Sample[], random: () => number): readonly Sample[] {
  return samples
    .map((sample) => ({ sample, rank: random() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ sample }) => sample);
}
