import { bestTrial } from "@/server/services/study/best-trial";
import { listStudySummaries } from "@/server/services/study/list-study-summaries";
import { askTrials } from "@/server/services/trial/ask-trials";
import { listTrials } from "@/server/services/trial/list-trials";
import { readTrial } from "@/server/services/trial/read-trial";
import { tellTrial } from "@/server/services/trial/tell-trial";
import type { Product } from "./product";

const RUNS = 15;

/** Median and largest milliseconds of what workers and pages call, over the study as it is filled. */
export async function timeQueries({
  context,
  studyId,
}: Product): Promise<Record<string, { median_ms: number; max_ms: number }>> {
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

async function measure(work: () => Promise<unknown>): Promise<{ median_ms: number; max_ms: number }> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  times.sort((left, right) => left - right);
  const tenth = (value: number | undefined): number => Math.round((value ?? Number.NaN) * 10) / 10;
  return { median_ms: tenth(times[Math.floor(RUNS / 2)]), max_ms: tenth(times.at(-1)) };
}
