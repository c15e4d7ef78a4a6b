const hex = "0192f0c1a2b37c8d9e0f112233445566";
const study_id = `std_${hex}`;
const trial_id = `trl_${hex}`;
const lease = { expires_in_s: 90, heartbeat_every_s: 30 };
const held = { id: trial_id, number: 1, state: "running", attempt: 1, lease };

const distribution = { type: "float", low: 0.001, high: 1, scale: "log" };

const record = {
  ...{ id: trial_id, number: 1, state: "completed", state_reason: null, attempt: 1, worker_id: null },
  assignments: { lr: { value: 0.1, distribution } },
  attributes: {},
  values: { accuracy: 0.9 },
  measurements: [{ step: 0, metric: "accuracy", value: "NaN" }],
  started_at: "2026-11-24T00:00:00.123456Z",
  finished_at: "2026-11-24T00:00:01.123456Z",
};

/** What is answered of studies whose sampler is external, and of attributes. */
export const externalSamples = {
  "study.delete": { id: study_id, deleted: true },
  "study.attributes": { attributes: { best: [1, null] } },
  "study.set-attributes": { study_id, keys: 1 },
  "trial.create-records": { trials: [held] },
  "trial.start": held,
  "trial.record": { trial_id, state: "running", stopping: false, lease },
  "trial.suggest": {
    trial_id,
    assignments: { lr: { value: 0.1, distribution } },
    origin: {
      sampler: "gp",
      phase: "model",
      suggested: { attempt: 1, asked: "00ff00ff00ff00ff", assignments: { lr: 0.1 } },
    },
    reason: null,
  },
  "project.suggest": { assignments: { lr: 0.1 }, origin: { sampler: "gp", phase: "model" } },
  "trial.list-records": { data: [record], next_after: null },
};
