import type { z } from "zod";
import type { Contract } from "@/lib/contract/operations";
import { type Place, PUBLIC_URL, SPACE, STUDY_NAME } from "./place";
import { SAME_ARTIFACT } from "./place-artifacts";
import { WORKER } from "./place-trials";

type Inputs = {
  readonly [Op in Contract as Op["id"]]: (place: Place) => readonly z.input<Op["input"]>[];
};

const DRAWN = { x: { value: 0.5, distribution: { type: "float", low: 0, high: 1 } } } as const;
const WIDER_SPACE = { ...SPACE, added: { type: "bool", default: false } };

/**
 * Inputs that each operation takes at a place of the caller's own, one for each way through it. The isolation tests put
 * other ids into them; an operation without an entry does not compile.
 */
export const operationInputs: Inputs = {
  "me.read": () => [{}],
  "project.list": () => [{ limit: 100 }, { limit: 1 }, { name: "digits" }],
  "project.create": () => [{ name: "another" }, { name: "digits", if_exists: "return" }],
  "project.read": ({ project }) => [{ project_id: project }],
  "project.update": ({ project }) => [{ project_id: project, name: "renamed" }],
  "project.delete": ({ emptyProject }) => [{ project_id: emptyProject }],
  "study.list": ({ project }) => [
    { project_id: project, limit: 100 },
    { project_id: project, limit: 1 },
    { project_id: project, name: STUDY_NAME },
  ],
  "study.find": () => [{ project: "digits", name: STUDY_NAME }],
  "study.create": ({ project, study }) => [
    newStudy(project, { name: "another" }),
    newStudy(project, { name: "warm", warm_start: [study] }),
    newStudy(project, { name: STUDY_NAME, if_exists: "return" }),
  ],
  "study.read": ({ study }) => [{ study_id: study }],
  "study.update": ({ study }) => [
    { study_id: study, name: "renamed", limits: { max_parallel: 3 } },
    { study_id: study, search_space: WIDER_SPACE },
  ],
  "study.preview-space": ({ study }) => [{ study_id: study, search_space: WIDER_SPACE }],
  "study.preview-plan": ({ project, study }) => [
    {
      project_id: project,
      warm_start: [study],
      search_space: SPACE,
      objectives: [{ metric: "loss", direction: "minimize" }],
      scheduler: { name: "asha", resource: { max: 9 } },
      limits: { max_trials: 10 },
    },
  ],
  "study.space-revisions": ({ study }) => [{ study_id: study }],
  "study.pause": ({ study }) => [{ study_id: study }],
  "study.resume": ({ pausedStudy }) => [{ study_id: pausedStudy }],
  "study.stop": ({ study }) => [{ study_id: study }],
  "study.archive": ({ stoppedStudy }) => [{ study_id: stoppedStudy }],
  "study.clone": ({ study }) => [{ study_id: study, name: "another" }],
  "study.delete": ({ externalStudy }) => [{ study_id: externalStudy }],
  "study.attributes": ({ externalStudy }) => [{ study_id: externalStudy }],
  "study.set-attributes": ({ externalStudy }) => [{ study_id: externalStudy, attributes: { best: [1, null] } }],
  "study.summaries": ({ project }) => [{}, { limit: 1 }, { project_id: project, states: ["active"], sort: "name" }],
  "study.run-demo": () => [{}],
  "study.best": ({ study }) => [{ study_id: study }],
  "study.groups": ({ study, repeatedStudy }) => [{ study_id: study }, { study_id: repeatedStudy }],
  "study.end-group": ({ repeatedStudy, repeatedTrial }) => [{ study_id: repeatedStudy, group_id: repeatedTrial }],
  "trial.ask": ({ study }) => [
    { study_id: study, wait_seconds: 0 },
    { study_id: study, wait_seconds: 0, worker_id: WORKER },
    { study_id: study, wait_seconds: 0, fixed: { x: 0.125 } },
  ],
  "trial.enqueue": ({ study }) => [
    { study_id: study, trials: [{ assignments: { x: 0.25 } }] },
    { study_id: study, trials: [{ assignments: { x: 0.25 }, state: "completed", values: { loss: 0.5 } }] },
  ],
  "trial.list": ({ study }) => [
    { study_id: study, limit: 100 },
    { study_id: study, limit: 1 },
    { study_id: study, limit: 1, filter: "params.x >= 0 or values.loss > 0", sort: "-values.loss" },
  ],
  "trial.find": ({ study }) => [{ study_id: study, number: 0 }],
  "trial.match": ({ study }) => [{ study_id: study, filter: "params.x is set" }],
  "study.series": ({ study }) => [{ study_id: study }, { study_id: study, since: "2026-01-01T00:00:00Z" }],
  "study.rungs": ({ study }) => [{ study_id: study }],
  "study.curves": ({ study }) => [{ study_id: study }, { study_id: study, metric: "loss" }],
  "study.lineage": ({ study }) => [{ study_id: study }],
  "study.events": ({ study, ids }) => [
    { study_id: study, from: "oldest" },
    ...ids.evt.map((last_event_id) => ({ study_id: study, last_event_id })),
  ],
  "trial.read": ({ runningTrial }) => [{ trial_id: runningTrial }],
  "trial.measure": ({ runningTrial, artifact }) => [
    { trial_id: runningTrial, attempt: 1, steps: [{ step: 1, values: { loss: 0.5 } }] },
    {
      trial_id: runningTrial,
      attempt: 1,
      steps: [{ step: 2, values: { loss: 0.5 } }],
      checkpoint: { step: 2, artifact },
    },
  ],
  "trial.checkpoint": ({ runningTrial, artifact }) => [{ trial_id: runningTrial, attempt: 1, step: 1, artifact }],
  "artifact.create": ({ runningTrial }) => [
    { ...SAME_ARTIFACT, trial_id: runningTrial, attempt: 1 },
    { ...SAME_ARTIFACT, trial_id: runningTrial, attempt: 1, name: "another" },
  ],
  "artifact.upload": ({ announcedArtifact }) => [{ artifact_id: announcedArtifact }],
  "artifact.finalize": ({ uploadedArtifact }) => [{ artifact_id: uploadedArtifact }],
  "artifact.list": ({ runningTrial }) => [{ trial_id: runningTrial }, { trial_id: runningTrial, limit: 1 }],
  "artifact.download": ({ artifact }) => [{ artifact_id: artifact }],
  "artifact.delete": ({ artifact }) => [{ artifact_id: artifact, attempt: 1 }, { artifact_id: artifact }],
  "trial.heartbeat": ({ runningTrial }) => [{ trial_id: runningTrial, attempt: 1 }],
  "trial.heartbeats": ({ runningTrial }) => [{ trials: [{ trial_id: runningTrial, attempt: 1 }] }],
  "trial.tell": ({ runningTrial, artifact }) => [
    { trial_id: runningTrial, attempt: 1, state: "failed", checkpoint: { step: 1, artifact } },
    { trial_id: runningTrial, attempt: 1, state: "completed", values: { loss: 0.25 } },
    { trial_id: runningTrial, attempt: 1, state: "failed" },
  ],
  "trial.batch": ({ runningTrial, artifact }) => [
    {
      items: [
        {
          operation: "measure",
          trial_id: runningTrial,
          attempt: 1,
          steps: [{ step: 3, values: { loss: 0.5 } }],
          checkpoint: { step: 3, artifact },
        },
      ],
    },
    { items: [{ operation: "heartbeat", trial_id: runningTrial, attempt: 1 }] },
    {
      items: [
        {
          operation: "measure",
          trial_id: runningTrial,
          attempt: 1,
          steps: [{ step: 2, values: { loss: 0.5 } }],
        },
      ],
    },
    { items: [{ operation: "tell", trial_id: runningTrial, attempt: 1, state: "completed", values: { loss: 0.25 } }] },
  ],
  "trial.stop": ({ runningTrial }) => [{ trial_id: runningTrial }],
  "trial.stop-many": ({ study }) => [{ study_id: study, numbers: [0, 1, 2] }],
  "trial.update": ({ runningTrial, endedTrial }) => [
    { trial_id: runningTrial, tags: ["kept"], note: "of a test" },
    { trial_id: endedTrial, values: { loss: 0.75 }, reason: "measured again" },
  ],
  "trial.create-records": ({ externalStudy }) => [
    { study_id: externalStudy, trials: [{}, { state: "queued", assignments: DRAWN }] },
    { study_id: externalStudy, trials: [{ state: "completed", assignments: DRAWN, values: { loss: 0.5 } }] },
  ],
  "trial.start": ({ waitingTrial }) => [{ trial_id: waitingTrial }],
  "trial.record": ({ externalTrial, waitingTrial }) => [
    {
      trial_id: externalTrial,
      attempt: 1,
      assignments: DRAWN,
      attributes: { of: "a test" },
      measurements: [{ step: 0, values: { loss: 0.5 } }],
    },
    { trial_id: waitingTrial, attempt: 0, assignments: DRAWN },
  ],
  "trial.list-records": ({ externalStudy }) => [
    { study_id: externalStudy },
    { study_id: externalStudy, from: 1, numbers: "0", limit: 1 },
  ],
  "trial.suggest": ({ externalTrial }) => [
    { trial_id: externalTrial, attempt: 1 },
    { trial_id: externalTrial, attempt: 1, sampler: { name: "random" }, parameters: ["y"], seed: 1 },
  ],
  "project.suggest": ({ project }) => [
    {
      project_id: project,
      search_space: { x: { type: "float", low: 0, high: 1 } },
      objectives: [{ metric: "loss", direction: "minimize" }],
      seed: 1,
      number: 1,
      trials: [{ number: 0, state: "completed", assignments: { x: 0.5 }, values: { loss: 1 } }],
    },
  ],
  "trial.retry": ({ endedTrial }) => [{ trial_id: endedTrial }],
  "trial.release": ({ runningTrial, artifact }) => [
    { trial_id: runningTrial, attempt: 1 },
    { trial_id: runningTrial, attempt: 1, checkpoint: { step: 1, artifact } },
  ],
  "api-key.create": ({ project }) => [
    { name: "another", kind: "wrk", project_id: project },
    { name: "another", kind: "wrk", project_id: project, scopes: ["trial:ask"] },
  ],
  "api-key.list": () => [{ limit: 100 }, { limit: 1 }, { usable: true }],
  "api-key.revoke": ({ apiKey }) => [{ api_key_id: apiKey }],
  "webhook.create": ({ project }) => [
    { name: "another", url: PUBLIC_URL },
    { name: "another", url: PUBLIC_URL, project_id: project },
  ],
  "webhook.list": () => [{}],
  "webhook.update": ({ webhook, project }) => [
    { webhook_id: webhook, name: "renamed", url: PUBLIC_URL },
    { webhook_id: webhook, project_id: project, enabled: true },
  ],
  "webhook.delete": ({ webhook }) => [{ webhook_id: webhook }],
  "webhook.test": ({ webhook }) => [{ webhook_id: webhook }],
  "webhook.rotate-secret": ({ webhook }) => [{ webhook_id: webhook }],
  "webhook.deliveries": ({ webhook }) => [
    { webhook_id: webhook, limit: 100 },
    { webhook_id: webhook, limit: 1 },
    { webhook_id: webhook, state: "pending" },
  ],
  "webhook.redeliver": ({ webhook, delivery }) => [{ webhook_id: webhook, delivery_id: delivery }],
  "workspace.update": () => [{ name: "renamed", artifact_quota_bytes: 1_000_000 }],
  "workspace.activity": () => [{ limit: 100 }, { limit: 1 }],
  "workspace.usage": () => [{}],
  "workspace.backup": () => [{}],
  "member.list": () => [{ limit: 100 }, { limit: 1 }],
  "member.update": ({ member }) => [{ person_id: member, role: "viewer" }],
  "member.remove": ({ member }) => [{ person_id: member }],
  "member.leave": () => [{}],
  "invitation.create": () => [{ role: "member" }],
  "invitation.list": () => [{ limit: 100 }, { limit: 1 }],
  "invitation.revoke": ({ invitation }) => [{ invitation_id: invitation }],
  "share.create": ({ study }) => [{ study_id: study }],
  "share.list": ({ study }) => [
    { study_id: study, limit: 100 },
    { study_id: study, limit: 1 },
  ],
  "share.revoke": ({ shareLink }) => [{ share_link_id: shareLink }],
  "shared.read": () => [{}],
};

function newStudy(
  project: string,
  more: { readonly name: string; readonly if_exists?: "return"; readonly warm_start?: string[] },
) {
  return {
    project_id: project,
    search_space: SPACE,
    objectives: [{ metric: "loss", direction: "minimize" as const }],
    ...more,
  };
}
