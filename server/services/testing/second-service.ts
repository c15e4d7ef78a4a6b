/** A process of its own that serves the same database: its loops on one study, then a line of what they were given. */
import { z } from "zod";
import { Study } from "@/lib/contract/study";
import { ownerContext } from "@/server/cli/operator";
import { connectReplicas } from "@/server/connect-replicas";
import { openPools } from "@/server/db/pools";
import { releaseEngineLeases } from "@/server/engine-host/engine-lease";
import { openEngineHost } from "@/server/engine-host/pool";
import { keepLeases } from "@/server/jobs/keep-leases";
import { startJobs } from "@/server/jobs/periodic";
import { replicaId } from "@/server/kernel/replica";
import { runLoops } from "./noisy-loops";
import { studyDriver } from "./study-driver";

const Orders = z.object({
  urls: z.object({ app: z.string(), system: z.string() }),
  workerFile: z.string(),
  owner: z.object({ workspaceId: z.string(), personId: z.string(), name: z.string() }),
  study: Study,
  workers: z.int(),
});

async function main(): Promise<void> {
  const { urls, workerFile, owner, study, workers } = Orders.parse(JSON.parse(process.argv[2] ?? ""));
  openPools(urls, () => undefined);
  openEngineHost({ workerFile, threads: 1 });
  startJobs([keepLeases(replicaId())]);
  connectReplicas(urls, () => undefined);
  const { trials, ends } = await runLoops({ driver: studyDriver(ownerContext(owner)), study, workers });
  await releaseEngineLeases();
  const answer = JSON.stringify({ trials, ends: ends.map((end) => (end as { code?: string }).code ?? String(end)) }); // what was thrown
  process.stdout.write(answer, () => process.exit(0));
}

await main();
