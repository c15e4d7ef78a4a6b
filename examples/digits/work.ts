import { setTimeout as sleep } from "node:timers/promises";
import { type AskResult, type HandedOutTrial, type Result, type TellusClient, TellusError } from "./client";
import type { Dataset } from "./dataset";
import type { Assignments } from "./search-space";
import { Training } from "./training";

export type Job = {
  readonly client: Pick<TellusClient, "ask" | "measure" | "tell" | "release">;
  readonly studyId: string;
  /** Names this one loop: started again under the same name after a crash, it gets its unfinished trial back. */
  readonly workerId: string;
  readonly data: Dataset;
  readonly passes: number;
  readonly seed: number;
  /** Asks to leave: the trial in hand is given back, for others to take. */
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
};

type Trial = HandedOutTrial<Assignments>;

/** Asks, trains and tells until the study is finished or `signal` asks to leave. */
export async function work(job: Job): Promise<void> {
  while (!job.signal.aborted) {
    const answer = await ask(job);
    if (answer === "finished") return;
    for (const trial of answer.trials) await evaluate(job, trial);
    if (answer.trials.length === 0) await pause((answer.retry_after_s ?? 1) * 1000, job.signal);
  }
}

async function ask({ client, studyId, workerId }: Job): Promise<AskResult<Assignments> | "finished"> {
  try {
    return await client.ask<Assignments>(studyId, workerId);
  } catch (error) {
    if (hasCode(error, "study_finished")) return "finished";
    // The answer was lost on its way, and when it was asked for again the trial had already gone to somebody else.
    if (hasCode(error, "lease_lost")) return { trials: [], retry_after_s: 0 };
    throw error;
  }
}

async function evaluate({ client, ...job }: Job, trial: Trial): Promise<void> {
  try {
    const result = await train({ client, ...job }, trial);
    if (result === "give back") await client.release(trial);
    else await client.tell(trial, result);
  } catch (error) {
    if (hasCode(error, "lease_lost", "already_told", "state_conflict")) {
      job.log(`Trial ${trial.number} is no longer ours: ${error.message}`);
    } else if (error instanceof TellusError) {
      throw error;
    } else {
      await client.tell(trial, { state: "failed", reason: String(error) });
    }
  }
}

/** Trains one network and measures it after every pass over the data, as long as Tellus says to continue. */
async function train({ client, data, passes, seed, signal }: Job, trial: Trial): Promise<Result | "give back"> {
  const training = new Training({ data, assignments: trial.assignments, seed });
  let accuracy = Number.NaN;
  for (let pass = 1; pass <= passes; pass++) {
    if (signal.aborted) return "give back";
    const { trainLoss, validationAccuracy } = training.runPass();
    accuracy = validationAccuracy;
    const { verdict } = await client.measure(trial, pass, { validation_accuracy: accuracy, train_loss: trainLoss });
    if (!Number.isFinite(trainLoss)) return { state: "failed", reason: `The loss is ${trainLoss} after pass ${pass}.` };
    if (verdict === "pause") return "give back";
    // Told like any other: Tellus knows that it asked for the stop, and files the trial as pruned or cancelled.
    if (verdict === "stop") break;
  }
  return { state: "completed", values: { validation_accuracy: accuracy } };
}

function hasCode(error: unknown, ...codes: readonly string[]): error is TellusError {
  return error instanceof TellusError && codes.includes(error.code);
}

/** Waits, or returns at once when asked to leave. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
