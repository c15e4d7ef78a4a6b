import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type Insistence, insist } from "./insist";

const Created = z.object({ id: z.string() });

export interface StudyRequest {
  readonly maxTrials: number;
  readonly maxParallel?: number;
  readonly maxRetries?: number;
  readonly sampler?: string;
  readonly scheduler?: object;
}

/** A study of its own for a test; `random` unless asked otherwise, so that the engine is not what is measured. */
export async function createStudy(
  options: Insistence & { readonly projectId: string },
  { maxTrials, maxParallel, maxRetries, sampler = "random", scheduler }: StudyRequest,
): Promise<string> {
  const answer = await insist(options, {
    path: `/projects/${options.projectId}/studies`,
    key: randomUUID(),
    body: {
      name: `faults ${randomUUID()}`,
      search_space: { x: { type: "float", low: 0, high: 1 }, k: { type: "int", low: 1, high: 1_000_000 } },
      objectives: [{ metric: "loss", direction: "minimize" }],
      sampler: { name: sampler },
      ...(scheduler === undefined ? {} : { scheduler }),
      limits: {
        max_trials: maxTrials,
        ...(maxParallel === undefined ? {} : { max_parallel: maxParallel }),
        ...(maxRetries === undefined ? {} : { max_retries: maxRetries }),
      },
    },
  });
  if (answer.status !== 201) throw new Error(`A study could not be made: ${JSON.stringify(answer.body)}`);
  return Created.parse(answer.body).id;
}

/** Trials that wait to be asked for, so that it is not the sampler that is measured. At most 1,000. */
export async function queueTrials(way: Insistence, study: string, many: number): Promise<void> {
  const trials = Array.from({ length: many }, (_, index) => ({ assignments: { x: Math.random(), k: index + 2 } }));
  const answer = await insist(way, { path: `/studies/${study}/trials`, key: randomUUID(), body: { trials } });
  if (answer.status >= 300) throw new Error(`Trials could not be queued: ${JSON.stringify(answer.body)}`);
}
