import { setTimeout as sleep } from "node:timers/promises";
import type { HandedOutTrial } from "@/lib/contract/ask";
import type { Study } from "@/lib/contract/study";
import type { StudyDriver } from "./study-driver";

/** What one of the loops told of a trial. */
export type Result = number | "failed";

/** A value that depends on the assignments, the seed of the block and the pair of both: the same wherever it is worked out. */
export function noisyLoss({ assignments, repeat }: HandedOutTrial): number {
  const x = Number(assignments.x);
  const block = repeat?.seed ?? 0;
  const unrest = Math.sin(x * 1e6 + block * 1e-3) / 20;
  return (x - 0.3) ** 2 + Math.sin(block) + unrest;
}

interface Loops {
  readonly driver: StudyDriver;
  readonly study: Study;
  readonly workers: number;
  readonly resultOf?: (trial: HandedOutTrial) => Result;
  /** Ends the loops before the study does. */
  readonly until?: (trials: readonly HandedOutTrial[]) => boolean;
}

/** Asks and tells with so many loops until the study says that nothing more comes; the trials in the order of asks. */
export async function runLoops({ driver, study, workers, resultOf = noisyLoss, until = () => false }: Loops) {
  const trials: HandedOutTrial[] = [];
  const ends: unknown[] = [];
  const work = async (): Promise<void> => {
    try {
      while (!until(trials)) {
        const given = (await driver.ask(study)).trials;
        if (given.length === 0) await sleep(20);
        for (const trial of given) {
          trials.push(trial);
          const result = resultOf(trial);
          await driver.tell(
            trial,
            result === "failed" ? { state: "failed", values: {} } : { values: { loss: result } },
          );
        }
      }
    } catch (error) {
      ends.push(error);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return { trials, ends };
}
