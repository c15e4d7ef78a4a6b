/** The two values by which regret is normalized; made by `npm run bench:quality -- reference`. */
import { z } from "zod";
import { problemPrint } from "./evaluate";
import type { QualityProblem } from "./problems/problem";
import stored from "./reference-values.json";

export const ReferenceValue = z.strictObject({
  /** Of the problem these belong to. */
  print: z.string(),
  /** Median true value of one random evaluation. */
  random: z.number(),
  best: z.number(),
  how: z.enum(["exact", "every point", "search"]),
});
export type ReferenceValue = z.infer<typeof ReferenceValue>;

export const ReferenceFile = z.record(z.string(), ReferenceValue);

const values = ReferenceFile.parse(stored);

export function referenceOf(problem: QualityProblem): ReferenceValue {
  const value = values[problem.id];
  if (value?.print !== problemPrint(problem)) {
    throw new Error(`${problem.id} has no reference values; run npm run bench:quality -- reference`);
  }
  return value;
}
