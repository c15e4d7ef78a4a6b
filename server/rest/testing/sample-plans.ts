/** What may be answered of plans and of changed search spaces. */
const hex = "0192f0c1a2b37c8d9e0f112233445566";

export const spaceChanged = {
  revision: 2,
  changes: [{ parameter: "decay", kind: "added", detail: "New: a number from 0 to 1.", value: 0 }],
  cancelled: { total: 1, trials: [{ id: `trl_${hex}`, number: 12 }] },
  closed_groups: 1,
  reopened: false,
};

export const samplePlans = {
  "study.preview-space": { ...spaceChanged, fits: { looked_at: 3, same: 1, filled: 1, outside: 1, elsewhere: 0 } },
  "study.preview-plan": {
    trials: 27,
    completed: 3,
    stopped: 0,
    not_promoted: 24,
    workers: 4,
    resource: { name: "epoch", total: 81, share: 0.33 },
    seconds: 210,
    cost: null,
    levels: [
      { resource: 1, results: 27, promotions: 9 },
      { resource: 9, results: 3, promotions: 0 },
    ],
    brackets: [{ bracket: 0, rungs: [{ rung: 0, resource: 1, results: 27, promotions: 9 }] }],
    played: 27,
    certainty: "ranks",
    notes: [],
  },
  "study.space-revisions": {
    data: [
      {
        revision: 2,
        created_at: "2026-11-24T00:00:00Z",
        created_by: { kind: "api_key", id: `key_${hex}`, name: "worker" },
        changes: spaceChanged.changes,
        changes_total: 1,
        trials: 4,
      },
    ],
  },
} as const;
