import type pg from "pg";
import type { OperationId } from "@/lib/contract/operations";
import type { Repeats } from "@/lib/contract/repeats";
import { orderSuggestions } from "@/server/engine-host/study-loop";
import { relayOutbox } from "@/server/jobs/relay-outbox";
import type { Context } from "@/server/kernel/context";
import { newId, toApiId, toUuid } from "@/server/kernel/ids";
import { createApiKey } from "../../api-key/create-api-key";
import { createInvitation } from "../../invitation/create-invitation";
import { createProject } from "../../project/create-project";
import { createShareLink } from "../../share/create-share-link";
import { createStudy } from "../../study/create-study";
import { pauseStudy } from "../../study/pause-study";
import { stopStudy } from "../../study/stop-study";
import { enqueueTrials } from "../../trial/enqueue-trials";
import { createWebhook } from "../../webhook/create-webhook";
import { testWebhook } from "../../webhook/test-webhook";
import { runService } from "../run-service";
import type { IdPrefix } from "./id-positions";
import { makeArtifacts } from "./place-artifacts";
import { makeExternal } from "./place-external";
import { makeTrials } from "./place-trials";

/** Something of everything, in one project: what an operation can be asked about. */
export interface Place {
  readonly context: Context;
  readonly project: string;
  readonly emptyProject: string;
  readonly study: string;
  readonly pausedStudy: string;
  readonly stoppedStudy: string;
  readonly repeatedStudy: string;
  /** Of the repeated study: the first of its group. */
  readonly repeatedTrial: string;
  /** Its sampler is external. */
  readonly externalStudy: string;
  readonly externalTrial: string;
  /** Of the external study, as is the one before; it waits. */
  readonly waitingTrial: string;
  /** How many trials the study has. */
  readonly studyTrials: number;
  readonly runningTrial: string;
  readonly endedTrial: string;
  /** Of the running trial, as are the next two: finalized, sent but not finalized, announced. */
  readonly artifact: string;
  readonly uploadedArtifact: string;
  readonly announcedArtifact: string;
  readonly apiKey: string;
  /** A person who belongs to this place's workspace only, and is not the one who calls. */
  readonly member: string;
  readonly invitation: string;
  /** Of the study. */
  readonly shareLink: string;
  readonly webhook: string;
  /** Of the webhook. */
  readonly delivery: string;
  /** The secret of a worker key of the project. */
  readonly workerSecret: string;
  /** Every id there is here, the most telling first. */
  readonly ids: Readonly<Record<IdPrefix, readonly string[]>>;
  /** The key under which projects and studies were made here. */
  readonly idempotencyKey: string;
  /** What an ask under ASK_KEY is recognized by. */
  readonly askHash: Buffer;
  /** Texts and numbers that stand in rows of this place only. */
  readonly marks: readonly string[];
  readonly cursors: Map<OperationId, string>;
}

/** An address that needs no resolver; nothing is sent there, since no job runs. */
export const PUBLIC_URL = "https://8.8.8.8/tellus";
export const STUDY_NAME = "small network";
export const SPACE = { x: { type: "float", low: 0, high: 1, default: 0.5 } } as const;

interface PlaceRequest {
  readonly context: Context;
  readonly admin: pg.Pool;
  readonly projectName: string;
  /** Goes into every free text. */
  readonly mark: string;
  /** What the place's trials measured and told. */
  readonly loss: number;
}

/**
 * Fills one project through the services. Two places get the same names of studies, workers and keys on purpose: whoever
 * looks up by name alone finds the wrong one.
 */
export async function makePlace(request: PlaceRequest): Promise<Place> {
  const { context, admin, projectName, mark, loss } = request;
  const idempotencyKey = `key of ${mark}`;
  const keyed = { ...context, idempotencyKey };
  const makeProject = (name: string, of: Context) =>
    runService({ service: createProject, context: of, input: { name, description: mark } });
  const project = await makeProject(projectName, keyed);
  const empty = await makeProject(`${projectName} empty`, context);
  const study = await makeStudy({ context: keyed, projectId: project.id, name: STUDY_NAME, mark });
  const paused = await makeStudy({ context, projectId: project.id, name: "paused", mark });
  const stopped = await makeStudy({ context, projectId: project.id, name: "stopped", mark });
  const repeated = await makeStudy({
    context,
    projectId: project.id,
    name: "repeated",
    mark,
    repeats: { max: 2, rule: "all" },
  });
  const queued = await runService({
    service: enqueueTrials,
    context,
    input: { study_id: repeated.id, trials: [{ assignments: { x: 0.5 }, metadata: { mark } }] },
  });
  const repeatedTrial = queued.trials[0]?.id ?? "";
  await runService({ service: pauseStudy, context, input: { study_id: paused.id } });
  await runService({ service: stopStudy, context, input: { study_id: stopped.id } });
  // As if it had been made to learn from the stopped one.
  await admin.query(
    `insert into warm_start (workspace_id, study_id, position, source_study_id, results, result_count)
     values ($1, $2, 0, $3, $4, 1)`,
    [
      context.actor.workspaceId,
      toUuid(study.id),
      toUuid(stopped.id),
      JSON.stringify([{ assignments: { x: mark }, values: { loss } }]),
    ],
  );
  const [runningTrial, endedTrial] = await makeTrials({ context, studyId: study.id, mark, loss });
  const artifacts = await makeArtifacts(context, runningTrial);
  const external = await makeExternal({ context, projectId: project.id, mark, loss });
  // As if a race had judged it.
  await admin.query(
    `insert into race_decision (workspace_id, study_id, seq, race, group_id, decision, blocks) values ($1, $2, 1, 0, $3, 'won', 1)`,
    [context.actor.workspaceId, toUuid(study.id), toUuid(endedTrial)],
  );
  // As if a scheduler had opened it.
  await admin.query("insert into rung (workspace_id, study_id, bracket, rung, resource) values ($1, $2, 0, 0, $3)", [
    context.actor.workspaceId,
    toUuid(study.id),
    loss,
  ]);
  const address = { workspaceId: context.actor.workspaceId, studyId: toUuid(study.id) };
  await orderSuggestions(address, { count: 1, horizon: 0 }).done;
  // Minting is refused without a live engine lease; this one lives as long as the tests.
  await admin.query("update engine_lease set expires_at = now() + interval '1 day'");
  const keyInput = { name: mark, kind: "wrk", project_id: project.id } as const;
  const worker = await runService({ service: createApiKey, context, input: keyInput });
  const member = await addMember({ admin, workspaceId: context.actor.workspaceId, name: mark });
  const invite = () =>
    runService({ service: createInvitation, context, input: { role: "member", email: `${newId()}@tellus.example` } });
  const invitations = [(await invite()).invitation.id, (await invite()).invitation.id] as const;
  const share = () =>
    runService({ service: createShareLink, context, input: { study_id: study.id, title: mark, shows: ["tags"] } });
  const shareLinks = [(await share()).link.id, (await share()).link.id] as const;
  const { webhook } = await runService({
    service: createWebhook,
    context,
    input: { name: mark, url: PUBLIC_URL, project_id: project.id },
  });
  const send = () => runService({ service: testWebhook, context, input: { webhook_id: webhook.id } });
  const deliveries = [(await send()).id, (await send()).id] as const;
  await relayOutbox();
  const { trials, events, askHash } = await whatWasStored(admin, toUuid(study.id));
  return {
    context,
    project: project.id,
    emptyProject: empty.id,
    study: study.id,
    pausedStudy: paused.id,
    stoppedStudy: stopped.id,
    repeatedStudy: repeated.id,
    repeatedTrial,
    externalStudy: external.study,
    externalTrial: external.running,
    waitingTrial: external.waiting,
    studyTrials: trials.length,
    runningTrial,
    endedTrial,
    artifact: artifacts[0],
    uploadedArtifact: artifacts[1],
    announcedArtifact: artifacts[2],
    apiKey: worker.key.id,
    member,
    invitation: invitations[0],
    shareLink: shareLinks[0],
    webhook: webhook.id,
    delivery: deliveries[0],
    workerSecret: worker.secret,
    ids: {
      ws: [toApiId("ws", context.actor.workspaceId)],
      per: [member],
      prj: [project.id, empty.id],
      std: [study.id, paused.id, stopped.id, repeated.id, external.study],
      trl: [...trials.map((id) => toApiId("trl", id)), external.running, external.waiting],
      key: [worker.key.id],
      art: artifacts,
      inv: invitations,
      shr: shareLinks,
      whk: [webhook.id],
      dlv: deliveries,
      evt: events.map((id) => toApiId("evt", id)),
    },
    idempotencyKey,
    askHash,
    marks: [mark, String(loss)],
    cursors: new Map(),
  };
}

/** A person of this workspace alone. */
async function addMember({ admin, workspaceId, name }: NewMember): Promise<string> {
  const id = newId();
  await admin.query("insert into person (id, email, email_key, name) values ($1, $2, $2, $3)", [
    id,
    `${id}@tellus.example`,
    name,
  ]);
  await admin.query("insert into membership (workspace_id, person_id, role) values ($1, $2, 'member')", [
    workspaceId,
    id,
  ]);
  return toApiId("per", id);
}

interface NewMember {
  readonly admin: pg.Pool;
  readonly workspaceId: string;
  readonly name: string;
}

interface StudyRequest {
  readonly context: Context;
  readonly projectId: string;
  readonly name: string;
  readonly mark: string;
  readonly repeats?: Repeats;
}

function makeStudy({ context, projectId, name, mark, repeats }: StudyRequest) {
  return runService({
    service: createStudy,
    context,
    input: {
      project_id: projectId,
      name,
      search_space: SPACE,
      objectives: [{ metric: "loss", direction: "minimize" }],
      sampler: { name: "random" },
      seed: 7,
      ...(repeats && { repeats }),
      limits: { max_parallel: 8 },
      metadata: { note: mark },
      tags: [mark],
    },
  });
}

/** All trials of the study, those nobody was told of included, and how its first ask is remembered. */
async function whatWasStored(admin: pg.Pool, studyId: string) {
  const trials = await admin.query<{ id: string }>("select id from trial where study_id = $1 order by number", [
    studyId,
  ]);
  const events = await admin.query<{ id: string }>("select id from event where study_id = $1 order by sequence", [
    studyId,
  ]);
  const asks = await admin.query<{ body_hash: Buffer }>("select body_hash from idempotency_record where route = $1", [
    `trial.ask:${studyId}`,
  ]);
  const [ask] = asks.rows;
  if (ask === undefined) throw new Error("the ask was not remembered");
  return {
    trials: trials.rows.map((row) => row.id),
    events: events.rows.map((row) => row.id),
    askHash: ask.body_hash,
  };
}
