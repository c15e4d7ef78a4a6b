import type { z } from "zod";
import type { createStudy } from "@/lib/contract/study";

export const FIRST_PROJECT = {
  name: "First steps",
  description: "Made to try Tellus with a program of your own. Everything in it may be deleted.",
};

const FIRST_STUDY_NAME = "First study";

/** A study that a program of thirty lines can train for: how fast gradient descent finds the bottom of a narrow valley. */
export const firstStudy = {
  search_space: {
    learning_rate: { type: "float", low: 0.001, high: 0.035, scale: "log" },
    momentum: { type: "float", low: 0, high: 0.95 },
  },
  objectives: [{ metric: "loss", direction: "minimize" }],
  limits: { max_trials: 20 },
} as const satisfies Omit<z.input<typeof createStudy.input>, "project_id" | "name">;

export function firstStudyName(attempt: number): string {
  return attempt === 1 ? FIRST_STUDY_NAME : `${FIRST_STUDY_NAME} ${attempt}`;
}
