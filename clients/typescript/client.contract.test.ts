import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { FaultProxy } from "@/faults/network/fault-proxy";
import type { TrialDetail } from "@/lib/contract/trial";
import { API_BASE } from "@/server/rest/rest-routes";
import { type RealApi, startRealApi } from "@/server/rest/testing/start-real-api";
import { type LeaseClock, leaseClock } from "@/server/services/testing/lease-clock";
import { Tellus, type TellusOptions } from "./src/public.ts";
import { until } from "./src/testing/scripted-study.ts";
import { buildClient, WorkerProcess } from "./src/testing/worker-process.ts";

let api: RealApi;
let proxy: FaultProxy;
let admin: pg.Pool;
let clock: LeaseClock;
let folder: string;
let built: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tellus-client-"));
  built = buildClient(folder);
  api = await startRealApi();
  proxy = await FaultProxy.open({ port: Number(new URL(api.origin).port) });
  admin = new pg.Pool({ connectionString: api.adminUrl, max: 2 });
  admin.on("error", () => undefined); // dropping the database ends them
  clock = leaseClock({ admin });
});
afterEach(() => {
  proxy.fault = { kind: "none" };
});
afterAll(async () => {
  await proxy.close();
  await admin.end();
  await api.close();
  await rm(folder, { recursive: true, force: true });
});

const SPACE = { x: { type: "float", low: 0, high: 1 } } as const;
const url = () => `http://127.0.0.1:${proxy.port}`;

async function open(options: TellusOptions = {}) {
  const log: string[] = [];
  const spool = await mkdtemp(join(folder, "spool-"));
  const settings = {
    url: url(),
    apiKey: api.keys[0],
    spool,
    answerWaitMs: 500,
    exitWaitMs: 5000,
    requestTimeoutMs: 2000,
  };
  const tellus = new Tellus({ ...settings, log: (message) => void log.push(message), ...options });
  onTestFinished(() => tellus.close());
  return { tellus, log, spool };
}

const definition = (
  more: { readonly limits?: { readonly max_trials?: number; readonly max_retries?: number } } = {},
) => ({
  project: "client",
  name: `study ${randomUUID()}`,
  search_space: SPACE,
  objectives: [{ metric: "loss", direction: "minimize" }] as const,
  sampler: { name: "random" },
  ...more,
});

async function readTrial(id: string): Promise<TrialDetail> {
  return (await api.call("GET", `${API_BASE}/trials/${id}`)).json() as Promise<TrialDetail>;
}

const stepsOf = ({ measurements }: TrialDetail) => measurements.map(({ step }) => step).sort((a, b) => a - b);

async function inHand(options?: TellusOptions) {
  const scene = await open(options);
  const study = await scene.tellus.study(definition());
  const trial = await study.ask();
  if (trial === null) throw new Error("a new study hands a trial out");
  return { ...scene, study, trial };
}

describe("a study", () => {
  it("is evaluated to its end, with every value as it was told", async () => {
    const { tellus } = await open();
    const study = await tellus.study(definition({ limits: { max_trials: 12 } }));
    const told = new Map<number, number>();
    for await (const trial of study.trials(100)) {
      for (let step = 1; step <= 3; step++)
        expect(await trial.report(step, { loss: trial.assignments.x / step })).toBe("continue");
      told.set(trial.number, trial.assignments.x);
      expect(await trial.tell({ loss: trial.assignments.x })).toEqual({ kind: "told", state: "completed" });
    }
    expect([told.size, study.finishedBecause]).toEqual([12, "budget"]);
    const { data } = await tellus.call("get", "/studies/{study_id}/trials", { path: { study_id: study.id } });
    expect(new Map(data.map((trial) => [trial.number, trial.values.loss?.value]))).toEqual(told);
    expect((await study.best()).trial?.values.loss?.value).toBe(Math.min(...told.values()));
    expect((await study.read()).state).toBe("finished");
  });

  it("whose definition is wrong is refused with the field that is", async () => {
    const { tellus } = await open();
    const wrong = { ...definition(), search_space: { lr: { type: "float", low: 1, high: 0 } } } as const;
    await expect(tellus.study(wrong)).rejects.toMatchObject({
      code: "invalid_search_space",
      message: expect.stringContaining("/search_space/lr"),
    });
  });
});

describe("outages", () => {
  it("R31 a server that goes and comes back costs training no exception, no long wait and no step", async () => {
    const { trial } = await inHand();
    await trial.report(1, { loss: 1 });
    proxy.fault = { kind: "refuse" };
    const startedAt = performance.now();
    for (let step = 2; step <= 40; step++) expect(await trial.report(step, { loss: 1 })).toBe("continue");
    expect(await trial.tell({ loss: 0.5 })).toEqual({ kind: "kept" });
    expect(performance.now() - startedAt).toBeLessThan(3000);
    proxy.fault = { kind: "none" };
    await until(async () => (await readTrial(trial.id)).state === "completed");
    expect(stepsOf(await readTrial(trial.id))).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it("R31 answers that hang hold training up for the wait that was allowed, once", async () => {
    const { trial } = await inHand();
    proxy.fault = { kind: "blackhole" };
    const startedAt = performance.now();
    await trial.report(1, { loss: 1 });
    expect(performance.now() - startedAt).toBeLessThan(1500);
    proxy.fault = { kind: "none" };
    proxy.resetAll();
    await until(async () => stepsOf(await readTrial(trial.id)).length === 1);
  });

  it("R3 R4 answers that get lost neither take a trial twice nor tell one twice", async () => {
    const { tellus } = await open();
    const study = await tellus.study(definition({ limits: { max_trials: 5 } }));
    const told = new Map<number, number>();
    const flicker = setInterval(() => {
      proxy.fault = { kind: "cut_after_processed" };
      proxy.resetAll();
      setTimeout(() => {
        proxy.fault = { kind: "none" };
      }, 100);
    }, 400);
    try {
      await study.run((trial) => {
        expect(told.has(trial.number)).toBe(false);
        told.set(trial.number, trial.assignments.x);
        return { loss: trial.assignments.x };
      });
    } finally {
      clearInterval(flicker);
      proxy.fault = { kind: "none" };
    }
    const { data } = await tellus.call("get", "/studies/{study_id}/trials", { path: { study_id: study.id } });
    expect(new Map(data.map((trial) => [trial.number, trial.values.loss?.value]))).toEqual(told);
    expect(data.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1, 1]);
  });
});

describe("a worker's process", () => {
  const start = async (study: string, spool: string, worker?: string) =>
    WorkerProcess.start({
      client: built,
      url: url(),
      apiKey: api.keys[0],
      study,
      spool,
      ...(worker ? { worker } : {}),
    });

  it("R31 killed with results that nobody has heard of: the next one delivers them before it asks, under a new attempt of nothing", async () => {
    const { tellus, spool } = await open();
    const study = await tellus.study(definition());
    const first = await start(study.id, spool, "gpu-7");
    const trial = await first.call<{ id: string }>("ask");
    await first.call("report", 1, { loss: 1 });
    proxy.fault = { kind: "refuse" };
    await first.call("report", 2, { loss: 0.5 });
    expect(await first.call("tell", { loss: 0.25 })).toEqual({ kind: "kept" });
    expect(await first.kill("SIGKILL")).toBe("SIGKILL");
    proxy.fault = { kind: "none" };

    const second = await start(study.id, spool, "gpu-7");
    const next = await second.call<{ id: string }>("ask");
    expect(next.id).not.toBe(trial.id);
    const delivered = await readTrial(trial.id);
    expect(delivered).toMatchObject({ state: "completed", attempt: 1, values: { loss: { value: 0.25 } } });
    expect(stepsOf(delivered)).toEqual([1, 2]);
    await second.call("tell", { loss: 1 });
    expect(await second.end()).toBe(0);
    expect(await readdir(join(spool, "typescript"), { recursive: true })).toHaveLength(1);
  });

  it("killed in the middle of a trial is handed it again under its name, with what it had measured", async () => {
    const { tellus, spool } = await open();
    const study = await tellus.study(definition());
    const first = await start(study.id, spool, "gpu-8");
    const trial = await first.call<{ id: string }>("ask");
    await first.call("report", 1, { loss: 1 });
    await first.kill("SIGKILL");
    const second = await start(study.id, spool, "gpu-8");
    expect(await second.call("ask")).toMatchObject({ id: trial.id, attempt: 2 });
    expect(await second.call("tell", { loss: 1 })).toEqual({ kind: "told", state: "completed" });
    expect(stepsOf(await readTrial(trial.id))).toEqual([1]);
    await second.end();
  });

  it("asked to leave gives its trial back and ends as the signal would have it", async () => {
    const { tellus, spool } = await open();
    const study = await tellus.study(definition());
    const worker = await start(study.id, spool);
    const trial = await worker.call<{ id: string }>("ask");
    expect(await worker.kill("SIGTERM")).toBe("SIGTERM");
    expect(await readTrial(trial.id)).toMatchObject({ state: "queued", attempts: [{ end_reason: "released" }] });
  });

  it("comes to its end although Tellus is gone, and leaves what it could not send to the next one", async () => {
    const { tellus, spool } = await open();
    const study = await tellus.study(definition());
    const worker = await start(study.id, spool);
    const trial = await worker.call<{ id: string }>("ask");
    proxy.fault = { kind: "refuse" };
    await worker.call("tell", { loss: 0.75 });
    expect(await worker.end()).toBe(0);
    expect(worker.said.join("")).toContain("kept for the next process");
    proxy.fault = { kind: "none" };
    const next = await start(study.id, spool);
    await until(async () => (await readTrial(trial.id)).state === "completed");
    await next.end();
  });
});

describe("a lease", () => {
  it("R7 lost to another worker ends the reports of the first, which changes nothing any more", async () => {
    const { trial, study, log } = await inHand();
    await trial.report(1, { loss: 1 });
    await clock.expireAndReap(trial.id);
    const again = await study.ask();
    expect(again).toMatchObject({ id: trial.id, attempt: 2 });
    expect(await trial.report(2, { loss: 1 })).toBe("lost");
    expect(await trial.tell({ loss: 1 })).toMatchObject({ kind: "lost", error: { code: "lease_lost" } });
    expect(log.filter((line) => line.includes("no longer ours"))).toHaveLength(1);
    expect(await again?.tell({ loss: 0.5 })).toEqual({ kind: "told", state: "completed" });
  });

  it("that ran out unheard does not cost the result while nobody else was given the trial", async () => {
    const { trial } = await inHand();
    await clock.expireAndReap(trial.id);
    expect(await trial.tell({ loss: 0.125 })).toEqual({ kind: "told", state: "completed" });
    expect(await readTrial(trial.id)).toMatchObject({ attempt: 1, values: { loss: { value: 0.125 } } });
  });

  it("is given back without counting as a retry, and the next worker is handed the trial", async () => {
    const { trial, study } = await inHand();
    await trial.release();
    expect(await study.ask()).toMatchObject({ id: trial.id, attempt: 2 });
  });
});

describe("a verdict", () => {
  it("of stop is heard with the next report, and the trial is told and filed as what was decided", async () => {
    const { trial } = await inHand();
    expect(await trial.report(1, { loss: 1 })).toBe("continue");
    expect((await api.call("POST", `${API_BASE}/trials/${trial.id}/stop`, { body: {} })).status).toBe(200);
    expect(await trial.report(2, { loss: 0.5 })).toBe("stop");
    expect(trial.signal.aborted).toBe(true);
    expect(await trial.tell({ loss: 0.5 })).toEqual({ kind: "told", state: "cancelled" });
  });
});

describe("a checkpoint", () => {
  it("kept by Tellus is what the next attempt goes on from, byte for byte, and only the newest is kept", async () => {
    const { trial, study, tellus, log } = await inHand({ answerWaitMs: 5000 });
    expect(await trial.restore()).toBeNull();
    const model = new Uint8Array(100_000).map((_, index) => index % 251);
    expect(await trial.checkpoint(3, { bytes: model.subarray(1) }), log.join()).toBe(true);
    expect(await trial.checkpoint(5, { bytes: model })).toBe(true);
    await trial.release();
    const again = await study.ask();
    expect(again).toMatchObject({ id: trial.id, resumedStep: 5 });
    expect(await again?.restore()).toEqual(model);
    const path = { trial_id: trial.id };
    await until(async () => (await tellus.call("get", "/trials/{trial_id}/artifacts", { path })).data.length === 1);
  });

  it("kept elsewhere is named, and handed on with its address", async () => {
    const { trial, study } = await inHand();
    expect(await trial.checkpoint(2, { uri: "s3://checkpoints/7/2" })).toBe(true);
    await trial.release();
    const again = await study.ask();
    expect(again?.handedOut.checkpoint).toMatchObject({ step: 2, uri: "s3://checkpoints/7/2" });
    await expect(again?.restore()).rejects.toThrow("s3://checkpoints/7/2");
  });
});
