import { once } from "node:events";
import { TellusClient } from "./client";
import { loadDataset } from "./dataset";
import type { Settings } from "./settings";
import { work } from "./work";

/** The one message a worker process gets from its parent. */
export type WorkerOrder = { readonly settings: Settings; readonly studyId: string; readonly workerId: string };

const leaving = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => leaving.abort());
// The parent is gone, however it ended: a worker without it would train on unseen.
process.on("disconnect", () => leaving.abort());

// `startWorkers` sends exactly this type.
const [{ settings, studyId, workerId }] = (await once(process, "message")) as [WorkerOrder];
const log = (message: string): void => console.error(`${workerId}: ${message}`);
try {
  await work({
    client: new TellusClient({ url: settings.url, apiKey: settings.apiKey, signal: leaving.signal, onRetry: log }),
    studyId,
    workerId,
    data: await loadDataset(settings.dataPath),
    passes: settings.passes,
    seed: settings.seed,
    signal: leaving.signal,
    log,
  });
} catch (error) {
  if (!leaving.signal.aborted) {
    log(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
// The open channel to the parent would keep the process alive.
if (process.connected) process.disconnect();
