import { setTimeout as sleep } from "node:timers/promises";
import { audit } from "../client/audit";
import { Crowd } from "../client/crowd";
import type { Figure, FigureContext, FigureFault } from "../figure";

const SIZES = { full: { workers: 200, seconds: 120 }, sample: { workers: 40, seconds: 10 } };
const CYCLES_PER_SECOND = 500;

/** One study that everybody wants something of. */
export const hotStudy: Figure = {
  id: "F2",
  title: "R12 R14 200 workers without think time on one study",
  target: "500 full cycles of ask and tell a second on a quiet machine of two cores, the clients included",
  minutes: 4,
  inSample: false,
  breakages: [
    {
      kind: "function",
      name: "every claim takes half a second",
      functionName: "claim_trials",
      change: { find: /begin/i, put: "begin\n  perform pg_sleep(0.5);" },
      breaks: ["slow"],
    },
  ],
  run: runHotStudy,
};

async function runHotStudy(context: FigureContext) {
  const { stage, scale } = context;
  const size = SIZES[scale];
  await stage.serve({ replicas: 1, database: "ours" });
  const crowd = await Crowd.open(context);
  const stop = new AbortController();
  const study = await crowd.createStudy({ maxTrials: 1_000_000 });
  const loops = crowd.train(study, size.workers, { stop: stop.signal });
  await sleep(2_000); // to warm up
  const [before, started] = [crowd.told, performance.now()];
  await Promise.race([sleep(size.seconds * 1000), Promise.all(loops)]);
  const perSecond = ((crowd.told - before) * 1000) / (performance.now() - started);
  stop.abort();
  await Promise.all(loops);
  const entries = await crowd.close();
  const faults: FigureFault[] = await audit({ cluster: stage.cluster, entries, studies: [study], complete: false });
  if (perSecond < CYCLES_PER_SECOND)
    faults.push({ rule: "slow", detail: `${Math.round(perSecond)} cycles a second, ${CYCLES_PER_SECOND} wanted` });
  return {
    reached: `${Math.round(perSecond)} cycles a second, the clients' flushed book included`,
    counts: { workers: size.workers, told: crowd.told, ...crowd.counts },
    faults,
  };
}
