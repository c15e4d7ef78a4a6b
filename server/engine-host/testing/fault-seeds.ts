/** Seeds of studies whose sampler misbehaves in the faulty thread. */
export const FAULT_SEEDS = { throws: 9001, loops: 9002, "eats-memory": 9003, "too-few": 9004, slow: 9005 } as const;

export type Fault = keyof typeof FAULT_SEEDS;

/** Of studies whose hyperparameters take long to fit, or cannot be fitted anew. */
export const FIT_SEEDS = { slow: 9006, throws: 9007 } as const;
export const SLOW_FIT_MS = 3_000;

/** Longer than a plan waits for another, shorter than it may take. */
export const SLOW_PLAN_MS = 6_500;
