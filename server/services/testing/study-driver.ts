import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { askTrials as askContract, HandedOutTrial } from "@/lib/contract/ask";
import type { Checkpoint } from "@/lib/contract/checkpoint";
import type { measureTrial as measureContract } from "@/lib/contract/measurement";
import type * as contract from "@/lib/contract/study";
import type { releaseTrial as releaseContract, tellTrial as tellContract } from "@/lib/contract/trial";
import type { Context } from "@/server/kernel/context";
import { createProject } from "../project/create-project";
import { createStudy } from "../study/create-study";
import { askTrials } from "../trial/ask-trials";
import { measureTrial } from "../trial/measure-trial";
import { releaseTrial } from "../trial/release-trial";
import { tellTrial } from "../trial/tell-trial";
import { runService } from "./run-service";

type StudyInput = Partial<z.input<typeof contract.createStudy.input>>;
type AskInput = Omit<z.input<typeof askContract.input>, "study_id"> & { readonly key?: string };
type TellInput = Partial<z.input<typeof tellContract.input>>;
type CheckpointInput = z.input<typeof Checkpoint>;
type Held = Pick<HandedOutTrial, "id" | "attempt">;

/** What a training loop does, through the services: create a study, ask, measure, tell. */
export interface StudyDriver {
  createStudy(input?: StudyInput): Promise<contract.Study>;
  ask(study: contract.Study, input?: AskInput): Promise<z.output<typeof askContract.output>>;
  /** Asks and expects exactly one trial. */
  askOne(study: contract.Study, input?: AskInput): Promise<HandedOutTrial>;
  /** `replayed`: the answer is that of the same result told before. */
  tell(trial: Held, input?: TellInput): Promise<z.output<typeof tellContract.output> & { readonly replayed: boolean }>;
  measure(
    trial: Held,
    steps: Readonly<Record<number, Record<string, number | "NaN" | "Infinity" | "-Infinity">>>,
    checkpoint?: CheckpointInput,
  ): Promise<z.output<typeof measureContract.output>>;
  release(trial: Held, checkpoint?: CheckpointInput): Promise<z.output<typeof releaseContract.output>>;
}

const SPACE = {
  x: { type: "float", low: 0, high: 1, default: 0.5 },
  k: { type: "int", low: 1, high: 1000, default: 10 },
} as const;

export function studyDriver(context: Context): StudyDriver {
  const ask: StudyDriver["ask"] = (study, { key, ...input } = {}) =>
    runService({
      service: askTrials,
      context: key === undefined ? context : { ...context, idempotencyKey: key },
      input: { study_id: study.id, wait_seconds: 20, ...input },
    });
  return {
    async createStudy(input = {}) {
      const project = await runService({
        service: createProject,
        context,
        input: { name: "tests", if_exists: "return" },
      });
      return runService({
        service: createStudy,
        context,
        input: {
          project_id: project.id,
          name: `study ${randomUUID()}`,
          search_space: SPACE,
          objectives: [{ metric: "loss", direction: "minimize" }],
          sampler: { name: "random" },
          seed: 7,
          ...input,
        },
      });
    },
    ask,
    async askOne(study, input) {
      const { trials, reason } = await ask(study, input);
      const [trial] = trials;
      if (trial === undefined || trials.length > 1)
        throw new Error(`expected one trial, got ${trials.length}: ${reason}`);
      return trial;
    },
    async tell({ id, attempt }, input = {}) {
      const result = { trial_id: id, attempt, state: "completed", values: { loss: 1 }, ...input } satisfies TellInput;
      const { output, replayed } = await tellTrial.run(context, result);
      return { ...output, replayed };
    },
    measure: ({ id, attempt }, steps, checkpoint) =>
      runService({
        service: measureTrial,
        context,
        input: {
          trial_id: id,
          attempt,
          steps: Object.entries(steps).map(([step, values]) => ({ step: Number(step), values })),
          checkpoint,
        },
      }),
    release: ({ id, attempt }, checkpoint) =>
      runService({ service: releaseTrial, context, input: { trial_id: id, attempt, checkpoint } }),
  };
}
