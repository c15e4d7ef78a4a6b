import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Insistence, insist } from "./insist";
import type { Ledger } from "./ledger";

export const Asked = z.object({
  trials: z.array(
    z.object({
      id: z.string(),
      number: z.int(),
      attempt: z.int(),
      checkpoint: z.object({ step: z.int(), uri: z.string() }).nullable(),
    }),
  ),
  redelivered: z.boolean(),
});
export type Held = z.infer<typeof Asked>["trials"][number];
export const Refusal = z.object({ code: z.string(), reason: z.string().optional() });

export interface LoopOptions extends Insistence {
  readonly ledger: Ledger;
  readonly worker: string;
  readonly study: string;
  /** Steps measured before the tell. */
  readonly steps?: number;
  readonly leaseSeconds?: number;
  /** Whether it beats before its last step. */
  readonly beats?: boolean;
  /** Between steps. */
  readonly thinkMs?: number;
  /** Give up each trial so often without a word (0 to 1). */
  readonly dropShare?: number;
  /** How long an ask may be held. */
  readonly waitSeconds?: number;
}

/** Training code: asks, measures, tells, and writes down what it was promised, until the study ends or it is stopped. */
export async function trainingLoop(options: LoopOptions): Promise<void> {
  while (options.stop?.aborted !== true) {
    const trials = await askOnce(options).catch(unlessStopped(options));
    if (trials === "ended") return;
    for (const trial of trials ?? []) await train(options, trial).catch(unlessStopped(options));
  }
}

/** What a stop interrupts is no failure. */
function unlessStopped({ stop }: LoopOptions) {
  return (error: unknown): undefined => {
    if (stop?.aborted !== true) throw error;
  };
}

export async function askOnce(options: LoopOptions): Promise<readonly Held[] | "ended"> {
  const { ledger, worker, study, leaseSeconds = 3600, waitSeconds = 2 } = options;
  const key = randomUUID();
  const body = { wait_seconds: waitSeconds, lease_seconds: leaseSeconds };
  const answer = await insist(options, { path: `/studies/${study}/ask`, body, key });
  const { sentAt } = answer;
  if (answer.status === 202) {
    await sleep(50 + Math.random() * 100);
    return [];
  }
  if (answer.status === 409) {
    const { code, reason = "" } = Refusal.parse(answer.body);
    if (code === "lease_lost") return [];
    await ledger.note({ kind: "ended", sentAt, worker, study, reason });
    return "ended";
  }
  if (answer.status !== 201 && answer.status !== 200) throw unexpected("ask", answer);
  const { trials, redelivered } = Asked.parse(answer.body);
  await ledger.note({ kind: "asked", sentAt, worker, key, study, trials, redelivered });
  return trials;
}

async function train(options: LoopOptions, trial: Held): Promise<void> {
  const { steps = 0, thinkMs = 0, dropShare = 0, beats = false, ledger, worker } = options;
  for (let step = 1; step <= steps; step += 1) {
    if (thinkMs > 0) await sleep(thinkMs);
    if (beats && step === steps && !(await beat(options, trial))) return;
    if (!(await measure(options, trial, step))) return;
  }
  if (thinkMs > 0 && steps === 0) await sleep(thinkMs);
  if (Math.random() < dropShare) {
    await ledger.note({ kind: "dropped", sentAt: performance.now(), worker, trial: trial.id, attempt: trial.attempt });
    return;
  }
  await tell(options, trial);
}

/** False when the trial is not this worker's any more. */
export async function measure(options: LoopOptions, { id, attempt }: Held, step: number): Promise<boolean> {
  const value = Math.random();
  const body = { attempt, steps: [{ step, values: { loss: value } }] };
  const answer = await insist(options, { path: `/trials/${id}/measurements`, body });
  if (answer.status === 409) return false;
  if (answer.status !== 200) throw unexpected("measurements", answer);
  const { sentAt } = answer;
  await options.ledger.note({ kind: "measured", sentAt, worker: options.worker, trial: id, attempt, step, value });
  return true;
}

export async function beat(options: LoopOptions, { id, attempt }: Held): Promise<boolean> {
  const answer = await insist(options, { path: `/trials/${id}/heartbeat`, body: { attempt } });
  if (answer.status === 409) return false;
  if (answer.status !== 200) throw unexpected("heartbeat", answer);
  const { sentAt } = answer;
  await options.ledger.note({ kind: "beat", sentAt, worker: options.worker, trial: id, attempt });
  return true;
}

/** Of the step, with the measurement of it or alone. False when the trial is not this worker's any more. */
export async function checkpoint(options: LoopOptions, { id, attempt }: Held, step: number): Promise<boolean> {
  const { ledger, worker } = options;
  const saved = { step, uri: `file:///${id}/${attempt}/${step}/${randomUUID()}` };
  const answer = await insist(
    options,
    step % 2 === 0
      ? { path: `/trials/${id}/checkpoints`, body: { attempt, ...saved } }
      : {
          path: `/trials/${id}/measurements`,
          body: { attempt, steps: [{ step, values: { loss: Math.random() } }], checkpoint: saved },
        },
  );
  if (answer.status === 409) return false;
  if (answer.status >= 300) throw unexpected("checkpoint", answer);
  await ledger.note({ kind: "checkpointed", sentAt: answer.sentAt, worker, trial: id, attempt, ...saved });
  return true;
}

/** The code of the refusal, or "told". */
export async function tell(options: LoopOptions, { id, attempt }: Held): Promise<string> {
  const { ledger, worker } = options;
  // No two tells of a run say the same, so that the stored value says whose it is.
  const value = Math.random();
  const about = { worker, trial: id, attempt, value };
  await ledger.note({ kind: "telling", sentAt: performance.now(), ...about });
  const body = { attempt, state: "completed", values: { loss: value } };
  const answer = await insist(options, { path: `/trials/${id}/tell`, body });
  const { sentAt } = answer;
  if (answer.status === 200) {
    await ledger.note({ kind: "told", sentAt, ...about });
    return "told";
  }
  if (answer.status !== 409) throw unexpected("tell", answer);
  const { code } = Refusal.parse(answer.body);
  await ledger.note({ kind: "refused", sentAt, ...about, code });
  return code;
}

function unexpected(what: string, { status, body }: { readonly status: number; readonly body: unknown }): Error {
  return new Error(`${what} was answered with ${status}: ${JSON.stringify(body).slice(0, 500)}`);
}
