import type { OptimizerName } from "./optimizer";

/** What Tellus may choose, and the default a person would start from. Momentum exists only for plain gradient descent. */
export const SEARCH_SPACE = {
  learning_rate: { type: "float", low: 1e-4, high: 0.3, scale: "log", default: 0.01 },
  width: { type: "int", low: 8, high: 160, default: 32 },
  batch_size: { type: "ordinal", values: [16, 32, 64, 128], default: 32 },
  optimizer: { type: "categorical", choices: ["sgd", "adam", "rmsprop"], default: "sgd" },
  momentum: { type: "float", low: 0, high: 0.99, default: 0.9, when: { optimizer: "sgd" } },
  weight_decay: { type: "float", low: 1e-6, high: 0.1, scale: "log", default: 1e-4 },
  dropout: { type: "float", low: 0, high: 0.6, default: 0 },
} as const;

/** One point of the search space, as Tellus sends it. */
export type Assignments = {
  readonly learning_rate: number;
  readonly width: number;
  readonly batch_size: number;
  readonly optimizer: OptimizerName;
  readonly momentum?: number;
  readonly weight_decay: number;
  readonly dropout: number;
};

/** The defaults of the search space: the result to beat. */
export const DEFAULT_ASSIGNMENTS: Assignments = {
  learning_rate: SEARCH_SPACE.learning_rate.default,
  width: SEARCH_SPACE.width.default,
  batch_size: SEARCH_SPACE.batch_size.default,
  optimizer: SEARCH_SPACE.optimizer.default,
  momentum: SEARCH_SPACE.momentum.default,
  weight_decay: SEARCH_SPACE.weight_decay.default,
  dropout: SEARCH_SPACE.dropout.default,
};
