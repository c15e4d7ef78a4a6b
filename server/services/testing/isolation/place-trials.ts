import type { Context } from "@/server/kernel/context";
import { askTrials } from "../../trial/ask-trials";
import { enqueueTrials } from "../../trial/enqueue-trials";
import { measureTrial } from "../../trial/measure-trial";
import { tellTrial } from "../../trial/tell-trial";
import { runService } from "../run-service";

export const WORKER = "loop-1";
export const ASK_KEY = "twin-key";

interface TrialsRequest {
  readonly context: Context;
  readonly studyId: string;
  readonly mark: string;
  readonly loss: number;
}

/** One trial that runs, one that is told, one that waits. Gives the running one. */
export async function makeTrials({
  context,
  studyId,
  mark,
  loss,
}: TrialsRequest): Promise<readonly [running: string, ended: string]> {
  await runService({
    service: enqueueTrials,
    context,
    input: {
      study_id: studyId,
      trials: [0.1, 0.2, 0.3].map((x) => ({ assignments: { x }, metadata: { note: mark } })),
    },
  });
  const ask = async (of: Context, workerId: string) => {
    const { trials } = await runService({
      service: askTrials,
      context: of,
      input: { study_id: studyId, worker_id: workerId, wait_seconds: 0 },
    });
    const [trial] = trials;
    if (trial === undefined) throw new Error("no trial was handed out");
    const steps = [{ step: 1, values: { loss } }];
    await runService({
      service: measureTrial,
      context,
      input: { trial_id: trial.id, attempt: trial.attempt, steps },
    });
    return trial;
  };
  const running = await ask({ ...context, idempotencyKey: ASK_KEY }, WORKER);
  const told = await ask(context, "loop-2");
  await runService({
    service: tellTrial,
    context,
    input: { trial_id: told.id, attempt: told.attempt, state: "completed", values: { loss } },
  });
  return [running.id, told.id];
}
