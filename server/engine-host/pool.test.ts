import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import type { SuggestMessage } from "@/lib/engine/messages";
import { catalog } from "@/lib/engine/sampler/catalog";
import { mustParse } from "@/lib/engine/testing/arbitrary-space";
import { setLogger } from "@/server/kernel/process-logger";
import { closeEngineHost, openEngineHost, suggestInThread } from "./pool";
import { bundleWorker } from "./testing/bundle-worker";

/** Twelve results of a bowl, enough for a model. */
const message: SuggestMessage = {
  problem: {
    space: mustParse({ x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } }),
    objectives: [{ metric: "loss", direction: "minimize" }],
    seed: "pool",
  },
  sampler: { name: "gp", options: {} },
  history: Array.from({ length: 12 }, (_, number) => {
    const [x, y] = [number / 11, ((number * 5) % 12) / 11];
    const values = { loss: (x - 0.3) ** 2 + (y - 0.6) ** 2 };
    return { number, assignments: { x, y }, outcome: "completed", values } as const;
  }),
  pending: [],
  numbers: [12],
  effort: { tries: 1_000, candidates: 64, searches: 2 },
};

function captureWarnings(): string[] {
  const warnings: string[] = [];
  const ignore = () => undefined;
  setLogger({ debug: ignore, info: ignore, warn: (message) => warnings.push(message), error: ignore });
  return warnings;
}

afterEach(closeEngineHost);

test("threads without the kernels' module suggest the same, and the log says so once", async () => {
  const warnings = captureWarnings();
  openEngineHost({ workerFile: await bundleWorker({ name: "pool-with" }), threads: 1 });
  const expected = await suggestInThread(message);
  expect(expected.suggestions[0]?.origin.phase).toBe("model");
  expect(warnings).toEqual([]);
  await closeEngineHost();

  const workerFile = await bundleWorker({ name: "pool-without", withKernels: false });
  for (const _restart of [1, 2]) {
    openEngineHost({ workerFile, threads: 1 });
    expect(await suggestInThread(message)).toEqual(expected);
    await closeEngineHost();
  }
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("WebAssembly");
});

test("R17 threads that are ended while they load leave the process alone", async () => {
  const [script, workerFile] = await Promise.all([
    bundleWorker({ name: "ending-threads", entry: "testing/ending-threads.ts", withKernels: false }),
    bundleWorker({ name: "pool-ended" }),
  ]);
  const ended = promisify(execFile)(process.execPath, [script, workerFile, "160"], { timeout: 60_000 });
  await expect(ended).resolves.toMatchObject({ stderr: "" });
});

test("pitfall 41: with four threads busy beside it every sampler suggests the same bytes", async () => {
  openEngineHost({ workerFile: await bundleWorker({ name: "pool-load" }), threads: 1 });
  const suggestAll = async (): Promise<string[]> => {
    const replies: string[] = [];
    for (const { id } of catalog) {
      const asked = { ...message, sampler: { name: id, options: {} }, numbers: [12, 13] };
      replies.push(JSON.stringify(await suggestInThread(asked)));
    }
    return replies;
  };
  const idle = await suggestAll();
  const busy = Array.from({ length: 4 }, () => new Worker("for (;;) Math.random();", { eval: true }));
  try {
    expect(await suggestAll()).toEqual(idle);
  } finally {
    await Promise.all(busy.map((worker) => worker.terminate()));
  }
});
