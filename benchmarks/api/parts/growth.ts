import { SEEDED_STUDY, seedStudy } from "../../dashboard/seed-study";
import { withClient } from "../admin-client";
import { measureRate, median, quantile } from "../measure-rate";
import { atLeast, type Part, type PartContext, type PartResult, rounded } from "../part";
import type { ServerProcess } from "../server-process";
import { Workloads } from "../workloads";

const CLIENTS = 16;
const SIZES = {
  full: { small: 1_000, large: 100_000, rounds: 7, windowMs: 3_000 },
  short: { small: 1_000, large: 5_000, rounds: 2, windowMs: 1_000 },
};
const RATIO = 0.8;

/** Whether asking and telling becomes slower as a study grows. */
export const growth: Part = {
  name: "growth",
  title: "Full cycles a second in a small and in a large study",
  how: "16 connections ask and tell on a study of 1,000 and on one of 100,000 trials (sampler `random`), in rounds that take turns. Rows are written past the lifecycle, as hundreds of workers would have left them.",
  minutes: 6,
  run: (context) => context.withServer((server) => measureAll(server, context)),
};

async function measureAll(server: ServerProcess, { short, say }: PartContext): Promise<PartResult> {
  const { small, large, rounds, windowMs } = short ? SIZES.short : SIZES.full;
  const workloads = await Workloads.open(server, CLIENTS);
  const figures = new Map<number, { readonly rates: number[]; readonly ms: number[] }>();
  try {
    const studies: { trials: number; study: string }[] = [];
    for (const trials of [small, large]) studies.push({ trials, study: await filledStudy(server, workloads, trials) });
    say("both studies are filled");
    for (let round = 0; round <= rounds; round += 1) {
      for (const { trials, study } of round % 2 === 0 ? studies : studies.toReversed()) {
        const { perSecond, ms } = await measureRate(workloads.cycles(study, "accuracy"), CLIENTS, windowMs);
        if (round === 0) continue; // to warm up
        const found = figures.get(trials) ?? { rates: [], ms: [] };
        figures.set(trials, { rates: [...found.rates, perSecond], ms: [...found.ms, ...ms] });
      }
    }
  } finally {
    workloads.close();
  }
  const [few, many] = [small, large].map((trials) => figures.get(trials)?.rates ?? []);
  const ratio = median((many ?? []).map((rate, round) => rate / (few?.[round] ?? Number.NaN)));
  return {
    columns: ["trials in the study", "cycles/s", "p50 ms", "p99 ms"],
    rows: [...figures]
      .sort(([left], [right]) => left - right)
      .map(([trials, { rates, ms }]) => {
        const sorted = ms.toSorted((left, right) => left - right);
        return [trials, ...[median(rates), quantile(sorted, 0.5), quantile(sorted, 0.99)].map(rounded)];
      }),
    goals: [
      atLeast(`rate at ${large.toLocaleString("en-US")} trials ÷ rate at ${small.toLocaleString("en-US")}`, {
        found: ratio,
        least: RATIO,
      }),
    ],
  };
}

async function filledStudy(
  { adminUrl, workspaceId }: ServerProcess,
  workloads: Workloads,
  trials: number,
): Promise<string> {
  const study = await workloads.createStudy({ ...SEEDED_STUDY, sampler: "random" });
  await withClient(adminUrl, async (admin) => {
    await seedStudy({ admin, workspaceId, studyId: study.replace("std_", ""), trials });
    await admin.query("vacuum analyze");
  });
  return study;
}
