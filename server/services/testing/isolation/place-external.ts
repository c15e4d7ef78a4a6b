import type { Context } from "@/server/kernel/context";
import { createStudy } from "../../study/create-study";
import { setAttributes } from "../../study/set-attributes";
import { createRecords } from "../../trial/create-records";
import { runService } from "../run-service";

interface ExternalRequest {
  readonly context: Context;
  readonly projectId: string;
  readonly mark: string;
  readonly loss: number;
}

export interface ExternalPlace {
  readonly study: string;
  readonly running: string;
  readonly waiting: string;
}

const DRAWN = { y: { value: 0.5, distribution: { type: "float", low: 0, high: 1 } } } as const;

/** A study whose trials a client makes: one that runs, one that waits, one that was drawn elsewhere and told. */
export async function makeExternal({ context, projectId, mark, loss }: ExternalRequest): Promise<ExternalPlace> {
  const study = await runService({
    service: createStudy,
    context,
    input: {
      project_id: projectId,
      name: "external",
      search_space: {},
      objectives: [{ metric: "loss", direction: "minimize" }],
      sampler: { name: "external" },
      metadata: { note: mark },
    },
  });
  await runService({
    service: setAttributes,
    context,
    input: { study_id: study.id, attributes: { note: mark } },
  });
  const measurements = [{ step: 0, values: { loss } }];
  const made = await runService({
    service: createRecords,
    context,
    input: {
      study_id: study.id,
      trials: [
        { attributes: { note: mark }, measurements },
        { state: "queued", attributes: { note: mark }, measurements },
        { state: "completed", attributes: { note: mark }, assignments: DRAWN, values: { loss } },
      ],
    },
  });
  const [running, waiting] = made.trials;
  if (running === undefined || waiting === undefined) throw new Error("no trial was made");
  return { study: study.id, running: running.id, waiting: waiting.id };
}
