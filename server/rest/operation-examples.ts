import type { OperationId } from "@/lib/contract/operations";

const TRIAL = "trl_0192f0c1a2b37c8d9e0f112233445566";

/** Bodies shown in the reference and in the OpenAPI document, and the query of what cannot be asked without one. A test sends each through the contract. */
export const operationExamples: Readonly<Partial<Record<OperationId, Readonly<Record<string, unknown>>>>> = {
  "project.create": { name: "digits" },
  "project.update": { description: "Handwritten digits, 8 by 8 pixels." },
  "study.create": {
    name: "small network",
    objectives: [{ metric: "accuracy", direction: "maximize" }],
    search_space: {
      lr: { type: "float", low: 0.0001, high: 1, scale: "log", default: 0.01 },
      width: { type: "int", low: 8, high: 128 },
      optimizer: { type: "categorical", choices: ["sgd", "adam"] },
      momentum: { type: "float", low: 0, high: 0.99, when: { optimizer: "sgd" } },
    },
    limits: { max_trials: 40 },
  },
  "study.find": { project: "digits", name: "small network" },
  "study.update": { limits: { max_trials: 80 } },
  "study.preview-plan": {
    search_space: { lr: { type: "float", low: 0.0001, high: 1, scale: "log" } },
    objectives: [{ metric: "accuracy", direction: "maximize" }],
    scheduler: { name: "hyperband", resource: { name: "epoch", min: 1, max: 81 } },
    limits: { max_trials: 143 },
    workers: 8,
    seconds_per_resource: 12,
  },
  "study.preview-space": {
    search_space: {
      lr: { type: "float", low: 0.0001, high: 10, scale: "log", default: 0.01 },
      decay: { type: "float", low: 0, high: 0.1, default: 0 },
    },
  },
  "trial.ask": { count: 1, worker_id: "worker-1", lease_seconds: 90 },
  "trial.enqueue": {
    trials: [
      { assignments: { lr: 0.01, width: 32, optimizer: "adam" } },
      {
        assignments: { lr: 0.1, width: 64, optimizer: "adam" },
        state: "completed",
        values: { accuracy: 0.94 },
        cost: 3.5,
      },
    ],
  },
  "trial.measure": { attempt: 1, steps: [{ step: 1, values: { accuracy: 0.71 } }] },
  "trial.heartbeat": { attempt: 1 },
  "trial.checkpoint": { attempt: 1, step: 9, uri: "s3://checkpoints/digits/7/9" },
  "trial.tell": { attempt: 1, state: "completed", values: { accuracy: 0.97 } },
  "trial.release": { attempt: 1 },
  "trial.stop-many": { numbers: [3, 5, 8] },
  "trial.update": { values: { accuracy: 0.91 }, reason: "Evaluated on the wrong split.", note: "Split fixed." },
  "study.set-attributes": { attributes: { "user:dataset": "MNIST" } },
  "trial.create-records": { trials: [{ state: "running" }], worker_id: "worker-1", lease_seconds: 90 },
  "trial.start": { worker_id: "worker-1", lease_seconds: 90 },
  "trial.record": {
    attempt: 1,
    assignments: { lr: { value: 0.01, distribution: { type: "float", low: 0.0001, high: 1, scale: "log" } } },
    attributes: { "user:fold": 3 },
    measurements: [{ step: 0, values: { accuracy: 0.71 } }],
  },
  "project.suggest": {
    search_space: { lr: { type: "float", low: 0.0001, high: 1, scale: "log" } },
    objectives: [{ metric: "accuracy", direction: "maximize" }],
    seed: 7,
    number: 2,
    trials: [
      { number: 0, state: "completed", assignments: { lr: 0.01 }, values: { accuracy: 0.94 } },
      { number: 1, state: "running", assignments: { lr: 0.1 } },
    ],
  },
  "trial.suggest": { attempt: 1, sampler: { name: "gp" } },
  "webhook.create": { name: "chat", url: "https://8.8.8.8/hooks/tellus", event_types: ["study.finished"] },
  "webhook.update": { event_types: ["study.finished", "trial.failed"] },
  "webhook.rotate-secret": { keep_old_hours: 24 },
  "webhook.redeliver": { delivery_id: "dlv_0192f0c1a2b37c8d9e0f112233445566" },
  "trial.heartbeats": { trials: [{ trial_id: TRIAL, attempt: 1 }] },
  "artifact.create": {
    attempt: 1,
    name: "epoch 9",
    size: 11,
    sha256: "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9",
  },
  "trial.batch": {
    items: [
      { operation: "measure", trial_id: TRIAL, attempt: 1, steps: [{ step: 3, values: { accuracy: 0.94 } }] },
      { operation: "tell", trial_id: TRIAL, attempt: 1, state: "completed", values: { accuracy: 0.97 } },
    ],
  },
};
