export interface StudyTemplate {
  readonly title: string;
  readonly hint: string;
  readonly draft: {
    readonly name: string;
    readonly objectives: readonly { readonly metric: string; readonly direction: string }[];
    readonly search_space: Readonly<Record<string, object>>;
    readonly sampler: { readonly name: string };
    readonly limits: { readonly max_trials: number };
  };
}

/** Places to begin: ranges that published work commonly searches, for three kinds of model. */
export const templates: readonly StudyTemplate[] = [
  {
    title: "Neural network",
    hint: "Optimizer, learning rate, size, regularization",
    draft: {
      name: "",
      objectives: [{ metric: "validation_loss", direction: "minimize" }],
      search_space: {
        learning_rate: { type: "float", low: 0.00001, high: 0.1, scale: "log" },
        batch_size: { type: "ordinal", values: [16, 32, 64, 128, 256] },
        layers: { type: "int", low: 1, high: 6 },
        dropout: { type: "float", low: 0, high: 0.6 },
        optimizer: { type: "categorical", choices: ["adamw", "sgd"] },
        momentum: { type: "float", low: 0.5, high: 0.99, when: { optimizer: "sgd" } },
      },
      sampler: { name: "auto" },
      limits: { max_trials: 100 },
    },
  },
  {
    title: "Gradient boosting",
    hint: "Trees, depth, shrinkage, subsampling",
    draft: {
      name: "",
      objectives: [{ metric: "auc", direction: "maximize" }],
      search_space: {
        learning_rate: { type: "float", low: 0.005, high: 0.3, scale: "log" },
        trees: { type: "int", low: 50, high: 1000, step: 50 },
        max_depth: { type: "int", low: 2, high: 12 },
        subsample: { type: "float", low: 0.5, high: 1 },
        column_sample: { type: "float", low: 0.3, high: 1 },
        l2: { type: "float", low: 0.001, high: 100, scale: "log" },
      },
      sampler: { name: "auto" },
      limits: { max_trials: 100 },
    },
  },
  {
    title: "Support vector machine",
    hint: "Kernel with what belongs to it",
    draft: {
      name: "",
      objectives: [{ metric: "accuracy", direction: "maximize" }],
      search_space: {
        kernel: { type: "categorical", choices: ["rbf", "poly", "linear"] },
        c: { type: "float", low: 0.001, high: 1000, scale: "log" },
        gamma: { type: "float", low: 0.0001, high: 10, scale: "log", when: { kernel: ["rbf", "poly"] } },
        degree: { type: "int", low: 2, high: 5, when: { kernel: "poly" } },
      },
      sampler: { name: "auto" },
      limits: { max_trials: 60 },
    },
  },
];
