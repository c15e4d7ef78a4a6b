import type { Study, ToldValues, Trial } from "../../clients/typescript/src/public.ts";
import type { Dataset } from "./dataset";
import type { Assignments } from "./search-space";
import { Training } from "./training";

export type Job = {
  readonly data: Dataset;
  readonly passes: number;
  readonly seed: number;
  /** Asks to leave: the trial in hand is given back, for others to take. */
  readonly signal: AbortSignal;
};

export type Work = Job & {
  readonly study: Study<Assignments>;
  /** Names this one loop: started again under the same name after a crash, it gets its unfinished trial back. */
  readonly workerId: string;
};

/** Asks, trains and tells until the study is finished or `signal` asks to leave. What training throws is told as failed. */
export async function work({ study, workerId, ...job }: Work): Promise<void> {
  await study.run((trial) => train(trial, job), { worker_id: workerId, signal: job.signal });
}

/** Trains one network and measures it after every pass over the data, as long as Tellus says to continue. */
export async function train(
  trial: Pick<Trial<Assignments>, "assignments" | "report" | "fail">,
  { data, passes, seed, signal }: Job,
): Promise<ToldValues | undefined> {
  const training = new Training({ data, assignments: trial.assignments, seed });
  let accuracy = Number.NaN;
  for (let pass = 1; pass <= passes; pass++) {
    if (signal.aborted) return undefined;
    const { trainLoss, validationAccuracy } = training.runPass();
    accuracy = validationAccuracy;
    const verdict = await trial.report(pass, { validation_accuracy: accuracy, train_loss: trainLoss });
    if (!Number.isFinite(trainLoss)) {
      await trial.fail(`The loss is ${trainLoss} after pass ${pass}.`);
      return undefined;
    }
    // Told like any other: Tellus knows what it asked for, and files the trial as paused, pruned or cancelled.
    if (verdict !== "continue") break;
  }
  return { validation_accuracy: accuracy };
}
