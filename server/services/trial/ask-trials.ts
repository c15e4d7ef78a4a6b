import type { z } from "zod";
import * as contract from "@/lib/contract/ask";
import type { AskCall, AskOutcome, HandedOutRow } from "@/server/db/sql/hot-path";
import { noteAsk } from "@/server/engine-host/study-loop";
import { projectOf } from "@/server/kernel/actor";
import { AppError, notFound } from "@/server/kernel/app-error";
import { hashJson } from "@/server/kernel/canonical-json";
import type { Context } from "@/server/kernel/context";
import { toApiId, toUuid } from "@/server/kernel/ids";
import { publicAddress } from "@/server/kernel/public-address";
import { hotService, type ServiceResult } from "@/server/kernel/service";
import { publishStudyChange } from "@/server/live/study-changes";
import { samplerIsExternal } from "../study/external-study";
import { completeFixed } from "./complete-fixed";
import { toLease } from "./lease";
import { findSchedule, placeForAsk } from "./study-log";
import { toFidelity } from "./to-fidelity";
import { isNothingYet, type NothingYet, waitForTrials, waitingTime } from "./wait-for-trials";

type Input = z.output<typeof contract.askTrials.input>;
type Schedule = NonNullable<Awaited<ReturnType<typeof findSchedule>>>;

/** Hands out trials: what the worker still owns, then what is queued, then what the sampler makes meanwhile. */
export const askTrials = hotService(contract.askTrials, async (context, input) => {
  const patience = waitingTime(input.wait_seconds);
  let call = await toAskCall(context, input);
  noteAsk({ workspaceId: context.actor.workspaceId, studyId: call.studyId }, call.count);
  const schedule = await findSchedule(context, call.studyId);
  let claimed = (): void => undefined;
  for (;;) {
    const { isWaiting, seen } = await placeForAsk(context, { call, schedule });
    // What has its place is handed out, however few: more would not get one now.
    const claim = isWaiting ? { ...call, partial: true } : call;
    const outcome = await context.db.hot.askTrials(claim).finally(claimed);
    if (outcome.kind === "trials") return handOut(context, { studyId: call.studyId, schedule, outcome });
    if (!isNothingYet(outcome)) throw refusal(outcome);
    const next = await waitForTrials(context, { call, outcome: toWaiting(outcome, isWaiting), patience, seen });
    if ("reason" in next) {
      const reason = await reasonFor(context, call, next.reason);
      const output = { trials: [], redelivered: false, reason, retry_after_s: reason === "paused" ? 10 : 1 };
      return { output, replayed: false };
    }
    claimed = next.claimed ?? (() => undefined);
    call = { ...(outcome.kind === "outdated" ? await toAskCall(context, input) : call), ...next.again };
  }
});

/** What was handed out before and waits nevertheless has a checkpoint that this asker cannot go on from: another is needed. */
async function reasonFor({ db, actor }: Context, { studyId, canResume }: AskCall, reason: contract.WaitReason) {
  if (reason !== "draining" || canResume) return reason;
  const waits = { studyId, state: "queued", OR: [{ attempt: { gt: 0 } }, { donorId: { not: null } }] };
  if ((await db.trial.findFirst({ where: waits, select: { id: true } })) === null) return reason;
  if (await db.hot.noteUnresumedAsk(studyId)) publishStudyChange(actor.workspaceId, studyId);
  return "resume_waiting";
}

/** Something new may be made, but not yet handed out: the scheduler waits for results first. */
function toWaiting(outcome: NothingYet, isWaiting: boolean): NothingYet {
  return isWaiting && outcome.kind === "mint" ? { kind: "nothing", reason: "bracket_waiting" } : outcome;
}

function refusal(outcome: Exclude<AskOutcome, NothingYet | { kind: "trials" }>): AppError {
  switch (outcome.kind) {
    case "not_found":
      return notFound();
    case "external":
      return samplerIsExternal();
    case "finished":
      return new AppError(
        "study_finished",
        `The study hands nothing out any more (${outcome.reason}). A worker can end here.`,
        {
          extra: { reason: outcome.reason },
        },
      );
    case "idempotency_mismatch":
      return new AppError(
        "idempotency_mismatch",
        "This Idempotency-Key was used for another ask. Use a new key for a new request.",
      );
    case "lease_lost":
      return new AppError(
        "lease_lost",
        "What this key once handed out was handed out again since. Ask with a new key.",
      );
    case "over_budget":
      return new AppError("study_finished", "The study's budget is used up.", { extra: { reason: "budget" } });
  }
}

async function toAskCall(context: Context, input: Input): Promise<AskCall> {
  const sticky = input.sticky ?? input.worker_id !== undefined;
  if (sticky && input.worker_id === undefined) {
    throw fieldError("/sticky", "Needs worker_id, the name of the one loop that gets its trials back.");
  }
  if (input.fixed !== undefined && input.count !== 1) throw fieldError("/count", "Must be 1 with fixed assignments.");
  const { study_id, wait_seconds: _, can_resume, ...body } = input;
  return {
    projectId: projectOf(context.actor),
    principalId: context.actor.id,
    studyId: toUuid(study_id),
    count: input.count,
    workerId: input.worker_id ?? null,
    sticky,
    leaseSeconds: input.lease_seconds,
    metadata: input.metadata ?? null,
    key: context.idempotencyKey ?? null,
    // What is so by default was not said by older clients.
    bodyHash: hashJson(can_resume ? body : { ...body, can_resume }),
    fixed: input.fixed === undefined ? null : await completeFixed(context, study_id, input.fixed),
    horizon: null,
    partial: false,
    canResume: can_resume,
  };
}

function fieldError(pointer: string, detail: string): AppError {
  return new AppError("invalid_input", detail, { errors: [{ pointer, code: "custom", detail }] });
}

interface HandOut {
  readonly studyId: string;
  readonly schedule: Schedule | null;
  readonly outcome: Extract<AskOutcome, { kind: "trials" }>;
}

function handOut(context: Context, { studyId, schedule, outcome }: HandOut): ServiceResult<contract.AskResult> {
  if (!outcome.replayed) publishStudyChange(context.actor.workspaceId, studyId);
  const output = {
    redelivered: outcome.redelivered,
    reason: null,
    retry_after_s: null,
    trials: outcome.trials.map((row) => toHandedOut(row, schedule)),
  };
  return { output, replayed: outcome.replayed };
}

function toHandedOut(row: HandedOutRow, schedule: Schedule | null): contract.HandedOutTrial {
  const { lease_seconds, bracket: _, target: _target, parent_id, ...trial } = row;
  return {
    ...trial,
    id: toApiId("trl", trial.id),
    lease: toLease(lease_seconds),
    fidelity: toFidelity(row, schedule),
    repeat: row.repeat && { ...row.repeat, group: toApiId("trl", row.repeat.group) },
    parent: parent_id === null ? null : toApiId("trl", parent_id),
    checkpoint: toCheckpoint(row.checkpoint),
    metadata: contract.HandedOutTrial.shape.metadata.parse(trial.metadata),
  };
}

function toCheckpoint(checkpoint: HandedOutRow["checkpoint"]): contract.HandedOutTrial["checkpoint"] {
  if (checkpoint === null) return null;
  const { artifact, uri, ...rest } = checkpoint;
  if (artifact === null || artifact === undefined) return { ...rest, uri, artifact: null };
  return { ...rest, uri: `${publicAddress()}${uri}`, artifact: toApiId("art", artifact) };
}
