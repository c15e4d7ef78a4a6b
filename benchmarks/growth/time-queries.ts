import { bestTrial } from "@/server/services/study/best-trial";
import { listStudySummaries } from "@/server/services/study/list-study-summaries";
import { askTrials } from "@/server/services/trial/ask-trials";
import { listTrials } from "@/server/services/trial/list-trials";
import { readTrial } from "@/server/services/trial/read-trial";
import { tellTrial } from "@/server/services/trial/tell-trial";
import type { Product } from "./product";

const RUNS = 15;

interface Times {
  readonly median_ms: number;
  readonly max_ms: number;
  /** Calls that the product gave up, by a time limit as a rule; their times count until then. */
  readonly failed: number;
}

/** Median and largest milliseconds of what workers and pages call, over the study as it is filled. */
export async function timeQueries({ context, studyId }: Product): Promise<Record<string, Times>> {
  const ask = async () => (await askTrials.run(context, { study_id: studyId, wait_seconds: 30 })).output.trials[0];
  const first = await ask();
  if (first === undefined) throw new Error("nothing was handed out");
  const tell = ({ id, attempt }: { readonly id: string; readonly attempt: number }) =>
    tellTrial.run(context, { trial_id: id, attempt, state: "completed", values: { accuracy: 0.5 } });
  await tell(first);
  const told: (() => Promise<unknown>)[] = [];
  const asks = await measure(async () => {
    const trial = await ask();
    if (trial !== undefined) told.push(() => tell(trial));
  });
  return {
    "ask (random, one worker)": asks,
    tell: await measure(async () => told.shift()?.()),
    "best trial": await measure(() => bestTrial.run(context, { study_id: studyId })),
    "one trial": await measure(() => readTrial.run(context, { trial_id: first.id })),
    "first page of trials": await measure(() => listTrials.run(context, { study_id: studyId, limit: 50 })),
    "trials, best first": await measure(() =>
      listTrials.run(context, { study_id: studyId, limit: 50, sort: "-values.accuracy" }),
    ),
    "trials, filtered": await measure(() =>
      listTrials.run(context, { study_id: studyId, limit: 50, filter: "state = failed and params.dropout < 0.1" }),
    ),
    "list of studies": await measure(() => listStudySummaries.run(context, { limit: 50 })),
  };
}

async function measure(work: () => Promise<unknown>): Promise<Times> {
  const times: number[] = [];
  let failed = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const started = performance.now();
    await work().catch((error: unknown) => {
      failed += 1;
      console.error(error instanceof Error ? error.message : error);
    });
    times.push(performance.now() - started);
  }
  times.sort((left, right) => left - right);
  const tenth = (value: number | undefined): number => Math.round((value ?? Number.NaN) * 10) / 10;
  return { median_ms: tenth(times[Math.floor(RUNS / 2)]), max_ms: tenth(times.at(-1)), failed };
}
