/** By what the volume that a study dominates is measured: a reference point and two volumes for each problem. */
import { z } from "zod";
import type { ObjectiveProblem } from "./objective-problem";
import { objectivePrint } from "./objective-trace";
import stored from "./reference-volumes.json";

export const ReferenceVolume = z.strictObject({
  /** Of the problem these belong to. */
  print: z.string(),
  /** As losses. */
  reference: z.array(z.number()),
  /** Median over sets of ten random evaluations. */
  random: z.number(),
  /** Of the true front. */
  best: z.number(),
});
export type ReferenceVolume = z.infer<typeof ReferenceVolume>;

export const VolumeFile = z.record(z.string(), ReferenceVolume);

const volumes = VolumeFile.parse(stored);

export function volumeOf(problem: ObjectiveProblem): ReferenceVolume {
  const found = volumes[problem.id];
  if (found?.print !== objectivePrint(problem)) {
    throw new Error(`${problem.id} has no reference volume; run npm run bench:quality -- reference-volumes`);
  }
  return found;
}
