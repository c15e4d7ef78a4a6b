import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { HandedOutTrial } from "@/lib/contract/ask";
import { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { askTrials } from "../trial/ask-trials";
import { measureTrial } from "../trial/measure-trial";
import { tellTrial } from "../trial/tell-trial";
import { DEMO_METRIC } from "./demo-study";
import { NetworkSettings, SmallNetwork } from "./small-network";

const EPOCHS = 30;
const EPOCHS_PER_STEP = 3;
/** Slow enough to be watched: thirty trials take about twenty seconds. */
const PAUSE_MS = 60;
/** Should this server die, the trial goes back soon after. */
const LEASE_SECONDS = 30;
/** Longer than the demo ever takes; a study that hands nothing out for so long is paused or has no engine. */
const WAITS_MAX = 15;

/** Works on the demo's study as any training job would, through the same services, until it is finished. */
export async function workOnDemo(context: Context, studyId: string): Promise<void> {
  let waits = 0;
  while (!context.signal.aborted && waits < WAITS_MAX) {
    const { output } = await askTrials.run(context, {
      study_id: studyId,
      worker_id: "tellus-demo",
      lease_seconds: LEASE_SECONDS,
      wait_seconds: 2,
    });
    const [trial] = output.trials;
    waits = trial === undefined ? waits + 1 : 0;
    if (trial !== undefined) await train(context, trial);
    // A paused study answers at once: not to be asked without a breath.
    else await sleep(1_000, undefined, { signal: context.signal });
  }
}

/** Whether a worker's error only says that its study is over, or that this server is going down. */
export function endsDemo(error: unknown): boolean {
  if (error instanceof AppError)
    return ["study_finished", "not_found", "lease_lost", "state_conflict"].includes(error.code);
  return error instanceof Error && error.name === "AbortError";
}

async function train(context: Context, trial: HandedOutTrial): Promise<void> {
  const network = new SmallNetwork(NetworkSettings.parse(trial.assignments), trial.number);
  const held = { trial_id: trial.id, attempt: trial.attempt };
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    network.trainEpoch();
    await nextTurn(); // requests come first
    if (epoch % EPOCHS_PER_STEP !== 0) continue;
    const values = { [DEMO_METRIC]: network.validationLoss() };
    const { output } = await measureTrial.run(context, { ...held, steps: [{ step: epoch, values }] });
    if (output.verdict === "stop") break;
    await sleep(PAUSE_MS, undefined, { signal: context.signal });
  }
  await tellTrial.run(context, {
    ...held,
    state: "completed",
    values: { [DEMO_METRIC]: network.validationLoss() },
  });
}
