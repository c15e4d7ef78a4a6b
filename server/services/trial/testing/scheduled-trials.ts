import type { HandedOutTrial } from "@/lib/contract/ask";
import type { Study } from "@/lib/contract/study";
import type { StudyDriver } from "../../testing/study-driver";

export const epochs = (min: number, max: number) => ({ name: "epoch", min, max });
export const HALVING = { name: "successive-halving", candidates: 9, resource: epochs(1, 9) } as const;
export const ASHA = { name: "asha", resource: epochs(1, 9) } as const;
export const checkpoint = (step: number) => ({ step, uri: `file:///checkpoints/${step}`, sha256: "ab".repeat(32) });

/** Exactly as many, in as many asks as it takes. */
export async function askMany(driver: StudyDriver, study: Study, count: number): Promise<HandedOutTrial[]> {
  const trials: HandedOutTrial[] = [];
  while (trials.length < count) trials.push(...(await driver.ask(study, { count: count - trials.length })).trials);
  return trials;
}
