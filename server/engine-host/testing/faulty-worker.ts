/**
 * The engine's thread with faults on purpose. A study's seed says which, its own sampler has it, and whoever steps in works.
 */

import type { Fits } from "@/lib/engine/fits";
import type { SuggestMessage } from "@/lib/engine/messages";
import type { PlanMessage, Planned } from "@/lib/engine/scheduler/plan-study";
import {
  fitInWorker as fitWell,
  planInWorker as planWell,
  suggestInWorker as suggestWell,
  type WorkerReply,
} from "../worker";
import { FAULT_SEEDS, type Fault, FIT_SEEDS, SLOW_FIT_MS, SLOW_PLAN_MS } from "./fault-seeds";

export async function suggestInWorker(message: SuggestMessage): Promise<WorkerReply> {
  const fault = FAULTS_BY_SEED.get(message.problem.seed);
  if (fault === undefined || isSubstitute(message)) return suggestWell(message);
  await BEHAVIOUR[fault]();
  const answer = suggestWell(message);
  return fault === "too-few" ? { ...answer, reply: { ...answer.reply, suggestions: [] } } : answer;
}

/** Plans take long. */
export async function planInWorker(message: PlanMessage): Promise<Planned> {
  await new Promise((resolve) => setTimeout(resolve, SLOW_PLAN_MS));
  return planWell(message);
}

/** Whoever fits hyperparameters of the seed takes long, or fails once there are more results than a study begins with. */
export async function fitInWorker(message: SuggestMessage): Promise<Fits> {
  const { seed } = message.problem;
  if (seed === String(FIT_SEEDS.slow)) await new Promise((resolve) => setTimeout(resolve, SLOW_FIT_MS));
  if (seed === String(FIT_SEEDS.throws) && message.history.length > 40) throw new Error("A fault on purpose.");
  return fitWell(message);
}

/** A study's own sampler comes with its options completed; who steps in comes without. */
function isSubstitute({ sampler: { name, options } }: SuggestMessage): boolean {
  return ["tpe", "quasi-random"].includes(name) && Object.keys(options).length === 0;
}

const FAULTS_BY_SEED = new Map(
  Object.entries(FAULT_SEEDS).map(([fault, seed]) => [String(seed), fault as Fault]), // its own keys
);

const BEHAVIOUR: Readonly<Record<Fault, () => void | Promise<void>>> = {
  throws: () => {
    throw new Error("A fault on purpose.");
  },
  loops: () => {
    for (;;) Math.random();
  },
  "eats-memory": () => {
    const eaten: string[][] = [];
    for (;;) eaten.push(Array.from({ length: 10_000 }, (_, index) => `${index}`.repeat(10)));
  },
  "too-few": () => undefined,
  slow: () => new Promise((resolve) => setTimeout(resolve, 5_000)),
};
