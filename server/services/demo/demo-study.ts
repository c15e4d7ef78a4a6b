import type { z } from "zod";
import { DEMO_TRIALS } from "@/lib/contract/demo";
import type { createStudy } from "@/lib/contract/study";

export const DEMO_METRIC = "validation_loss";
/** The metadata key that marks a study whose trials this server runs itself. */
const DEMO_MARK = "demo";

/** The demo's study: a network of one hidden layer on two moons, trained on this server. */
export const demoStudy = {
  search_space: {
    learning_rate: { type: "float", low: 0.0005, high: 1, scale: "log" },
    hidden_units: { type: "int", low: 2, high: 48, scale: "log" },
    momentum: { type: "float", low: 0, high: 0.97 },
    weight_decay: { type: "float", low: 0.000001, high: 0.1, scale: "log" },
    activation: { type: "categorical", choices: ["tanh", "relu"] },
  },
  objectives: [{ metric: DEMO_METRIC, direction: "minimize" }],
  limits: { max_trials: DEMO_TRIALS, max_parallel: 2 },
  metadata: { [DEMO_MARK]: "Runs on this server: a small neural network on the two-moons data set." },
  tags: ["demo"],
} as const satisfies Omit<z.input<typeof createStudy.input>, "project_id" | "name">;
