import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { HandedOutTrial } from "@/lib/contract/ask";
import type { Study } from "@/lib/contract/study";
import { bundleWorker } from "@/server/engine-host/testing/bundle-worker";
import type { TestWorkspaces } from "./test-workspaces";

const Answer = z.object({ trials: z.array(HandedOutTrial), ends: z.array(z.string()) });

/** Runs loops on the study in a process of its own, which knows nothing but what is in the database. */
export async function runSecondService(
  { database, one }: TestWorkspaces,
  { study, workers }: { readonly study: Study; readonly workers: number },
): Promise<z.infer<typeof Answer>> {
  const [script, workerFile] = await Promise.all([
    bundleWorker({ name: "second-service", entry: "../services/testing/second-service.ts", withKernels: false }),
    bundleWorker({ name: "second-engine" }),
  ]);
  const { workspaceId, id } = one.owner.actor;
  const orders = {
    urls: { app: database.urls.app, system: database.urls.system },
    workerFile,
    owner: { workspaceId, personId: id, name: "Test" },
    study,
    workers,
  };
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(orders)], {
    timeout: 120_000,
    maxBuffer: 16 * 1024 * 1024,
  });
  return Answer.parse(JSON.parse(stdout));
}
