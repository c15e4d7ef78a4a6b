/** Seeds of studies whose sampler misbehaves in the faulty thread. */
export const FAULT_SEEDS = { throws: 9001, loops: 9002, "eats-memory": 9003, "too-few": 9004, slow: 9005 } as const;

export type Fault = keyof typeof FAULT_SEEDS;
