import { once } from "node:events";
import { Tellus, TellusError } from "../../clients/typescript/src/public.ts";
import { loadDataset } from "./dataset";
import type { Assignments } from "./search-space";
import { work } from "./work";
import { GAVE_UP, type WorkerOrder } from "./worker-order";

const leaving = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => leaving.abort());
// The parent is gone, however it ended: a worker without it would train on unseen.
process.on("disconnect", () => leaving.abort());

// `runWorkers` sends exactly this type.
const [{ settings, studyId, workerId }] = (await once(process, "message")) as [WorkerOrder];
const log = (message: string): void => console.error(`${workerId}: ${message}`);
const tellus = new Tellus({ url: settings.url, apiKey: settings.apiKey, log });
try {
  await work({
    study: await tellus.study<Assignments>(studyId),
    workerId,
    data: await loadDataset(settings.dataPath),
    passes: settings.passes,
    seed: settings.seed,
    signal: leaving.signal,
  });
} catch (error) {
  // Anything else is a crash, after which the parent starts this worker again.
  if (!(error instanceof TellusError)) throw error;
  if (!leaving.signal.aborted) {
    log(error.message);
    process.exitCode = GAVE_UP;
  }
}
await tellus.close();
// The open channel to the parent would keep the process alive.
if (process.connected) process.disconnect();
