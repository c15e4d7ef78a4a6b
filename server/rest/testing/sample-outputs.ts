import type { OperationId } from "@/lib/contract/operations";
import { USAGE_DAYS } from "@/lib/contract/workspace-usage";
import { invitation, member } from "./sample-people";
import { samplePlans, spaceChanged } from "./sample-plans";
import { studyViewSamples } from "./sample-study-views";

const TIME = "2026-11-24T00:00:00Z";
const hex = "0192f0c1a2b37c8d9e0f112233445566";
export const sampleIds = {
  project: `prj_${hex}`,
  study: `std_${hex}`,
  trial: `trl_${hex}`,
  key: `key_${hex}`,
  workspace: `ws_${hex}`,
  webhook: `whk_${hex}`,
  artifact: `art_${hex}`,
};

const project = {
  id: sampleIds.project,
  name: "digits",
  description: "",
  study_count: 1,
  created_at: TIME,
  updated_at: TIME,
};

const trial = {
  id: sampleIds.trial,
  study_id: sampleIds.study,
  number: 1,
  state: "running",
  state_reason: null,
  assignments: { lr: 0.1 },
  values: {},
  feasible: null,
  cost: null,
  attempt: 1,
  worker_id: null,
  repeat: null,
  origin: { sampler: "random" },
  space_revision: 1,
  metadata: {},
  tags: [],
  note: "",
  version: 1,
  created_at: TIME,
  started_at: TIME,
  finished_at: null,
};

const trialDetail = {
  ...trial,
  attempts: [],
  measurements: [],
  corrections: [],
  siblings: [],
  verdict: { verdict: "continue", reason: null },
  lease_until: TIME,
  bracket: null,
  target: null,
  rungs: [],
  checkpoints: [],
  lineage: { retry_of: null, parent: null, donor: null, from_step: null },
};

const study = {
  id: sampleIds.study,
  project_id: sampleIds.project,
  name: "small network",
  state: "active",
  state_reason: null,
  archived_at: null,
  search_space: { lr: { type: "float", low: 0.001, high: 1 } },
  constraints: [],
  space_revision: 1,
  objectives: [{ metric: "accuracy", direction: "maximize" }],
  outcome_constraints: [],
  sampler: { name: "random" },
  scheduler: null,
  repeats: null,
  limits: {},
  warm_start: [],
  seed: 7,
  metadata: {},
  tags: [],
  trial_counts: { queued: 0, running: 1, paused: 0, completed: 0, pruned: 0, failed: 0, infeasible: 0, cancelled: 0 },
  budget_used: 1,
  sampler_degraded: false,
  version: 3,
  url: null,
  created_at: TIME,
  updated_at: TIME,
};

const key = {
  id: sampleIds.key,
  kind: "wrk",
  name: "worker",
  prefix: "tellus_wrk_abcd",
  project_id: sampleIds.project,
  scopes: ["trial:ask"],
  created_at: TIME,
  expires_at: TIME,
  last_used_at: null,
  revoked_at: null,
};

const lease = { expires_in_s: 90, heartbeat_every_s: 30 };
const verdict = { verdict: "continue", reason: null, target: null, lease };
const { id, number, assignments, attempt, origin, space_revision, metadata } = trial;
const answered = { status: 200, replayed: false, retry_after_s: null };
const shareLink = {
  id: `shr_${hex}`,
  study_id: sampleIds.study,
  title: null,
  shows: ["trials"],
  state: "open",
  created_by: `per_${hex}`,
  created_at: TIME,
  expires_at: TIME,
  last_opened_at: null,
};

const sharedStudy = {
  title: "digits",
  state: "active",
  state_reason: null,
  objectives: study.objectives,
  max_trials: 1,
  trial_counts: study.trial_counts,
  history: { numbers: [], states: [], feasible: [], values: [] },
  incumbent: null,
  best_trials: null,
  parameters: null,
  search_space: null,
  tags: null,
  created_at: TIME,
  last_activity_at: null,
  as_of: TIME,
  expires_at: TIME,
};

const artifact = {
  id: sampleIds.artifact,
  trial_id: sampleIds.trial,
  attempt: 1,
  kind: "checkpoint",
  name: "epoch 9",
  content_type: "application/octet-stream",
  size: 3,
  sha256: "ab".repeat(32),
  state: "ready",
  checkpoint_step: 9,
  created_by: { kind: "service" },
  created_at: TIME,
  finalized_at: TIME,
};

const webhook = {
  id: sampleIds.webhook,
  name: "chat",
  url: "https://hooks.tellus.example/tellus",
  project_id: null,
  event_types: ["study.finished"],
  state: "enabled",
  failures: 0,
  resting_until: null,
  old_secret_until: null,
  created_at: TIME,
  updated_at: TIME,
};

const delivery = {
  id: `dlv_${hex}`,
  webhook_id: sampleIds.webhook,
  event_id: `evt_${hex}`,
  event_type: "study.finished",
  study_id: sampleIds.study,
  state: "pending",
  attempts: 0,
  next_attempt_at: TIME,
  last_attempt_at: null,
  last_status: null,
  last_error: null,
  created_at: TIME,
};

const begins = { fidelity: null, checkpoint: null, parent: null, repeat: null };
const handedOut = { id, number, assignments, attempt, lease, ...begins, origin, space_revision, metadata };
const list = (item: unknown) => ({ data: [item], next_cursor: null });

/** What each operation of the contract may answer. */
export const sampleOutputs: Readonly<Record<OperationId, unknown>> = {
  "me.read": {
    actor: { kind: "api_key", id: sampleIds.key, name: "worker", project_id: null },
    workspace: { id: sampleIds.workspace, slug: "demo", name: "Demo" },
    scopes: [],
  },
  "project.list": list(project),
  "project.create": project,
  "project.read": project,
  "project.update": project,
  "project.delete": { id: sampleIds.project, deleted: true },
  "study.list": list(study),
  "study.create": study,
  "study.read": study,
  "study.update": { ...study, space_change: spaceChanged },
  ...samplePlans,
  "study.pause": study,
  "study.resume": study,
  "study.stop": study,
  "study.archive": study,
  "study.clone": study,
  "study.run-demo": study,
  "study.summaries": { data: [], next_cursor: null },
  "study.best": { trial, group: null },
  "study.groups": { groups: [], total: 0, race: null },
  ...studyViewSamples,
  "study.events": {
    id: `evt_${hex}`,
    type: "study.finished",
    timestamp: TIME,
    data: {
      workspace_id: sampleIds.workspace,
      project_id: sampleIds.project,
      study_id: sampleIds.study,
      study_name: "small network",
      state: "finished",
      state_reason: "budget",
    },
  },
  "trial.find": trialDetail,
  "trial.match": { count: 0, numbers: [] },
  "trial.ask": { trials: [handedOut], redelivered: false, reason: null, retry_after_s: null },
  "trial.enqueue": { trials: [trial] },
  "trial.list": list(trial),
  "trial.read": trialDetail,
  "trial.measure": verdict,
  "trial.heartbeat": verdict,
  "trial.checkpoint": verdict,
  "trial.tell": { trial_id: sampleIds.trial, state: "completed", values: {} },
  "trial.heartbeats": { trials: [{ ...answered, body: verdict }] },
  "artifact.create": { artifact, upload: null },
  "artifact.upload": { artifact },
  "artifact.finalize": { artifact },
  "artifact.list": list(artifact),
  "artifact.download": { name: "epoch 9", size: 3, sha256: artifact.sha256, range: null },
  "artifact.delete": { id: sampleIds.artifact, deleted: true },
  "trial.batch": { items: [{ ...answered, body: verdict }] },
  "trial.stop": trial,
  "trial.retry": trial,
  "trial.update": trial,
  "trial.release": { trial_id: sampleIds.trial, state: "queued" },
  "api-key.create": { key, secret: "shown once" },
  "api-key.list": list(key),
  "api-key.revoke": key,
  "webhook.create": { webhook, secret: "shown once" },
  "webhook.list": { data: [webhook] },
  "webhook.update": webhook,
  "webhook.delete": { id: sampleIds.webhook, deleted: true },
  "webhook.test": delivery,
  "webhook.rotate-secret": { webhook, secret: "shown once" },
  "webhook.deliveries": list(delivery),
  "webhook.redeliver": delivery,
  "workspace.update": { id: sampleIds.workspace, slug: "demo", name: "Demo" },
  "workspace.activity": { data: [] },
  "workspace.usage": {
    days: Array.from({ length: USAGE_DAYS }, (_, index) => ({
      day: new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10),
      ended: { completed: 0, pruned: 0, infeasible: 0, failed: 0, cancelled: 0 },
    })),
    running: { trials: 0, studies: 0, workers: 0 },
    storage: { bytes: 0, quota_bytes: 0, quota_usual_bytes: 0, quota_max_bytes: 0, files: 0 },
    studies: { active: 0, paused: 0, stopped: 0, finished: 0 },
  },
  "member.list": list(member),
  "member.update": member,
  "member.remove": { person_id: member.person_id, removed: true },
  "member.leave": { left: true },
  "invitation.create": { invitation, url: "shown once" },
  "invitation.list": list(invitation),
  "invitation.revoke": invitation,
  "share.create": { link: shareLink, url: "shown once" },
  "share.list": list(shareLink),
  "share.revoke": shareLink,
  "shared.read": sharedStudy,
};
