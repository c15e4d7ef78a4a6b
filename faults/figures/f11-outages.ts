import { setTimeout as sleep } from "node:timers/promises";
import { audit } from "../client/audit";
import { Crowd } from "../client/crowd";
import { type Answer, type Call, NoAnswer } from "../client/http-client";
import type { Figure, FigureContext, FigureFault } from "../figure";
import type { Cluster } from "../fleet/cluster";
import { FaultProxy } from "../network/fault-proxy";

const SIZES = {
  full: { outages: 10, outageMs: 30_000, workers: 20, probes: 8 },
  sample: { outages: 3, outageMs: 8_000, workers: 8, probes: 6 },
};
/** R21. */
const ANSWER_MS_MAX = 5_000;
const RECOVERY_MS_MAX = 10_000;
/** Between outages, for clients to get an answer: one that met four in a row would take the service for dead. */
const BREATHE_MS = 5_000;
/** What is sent as the outage begins may still have been answered by the database. */
const EDGE_MS = 500;

/** R21, R22: without its database the service says so quickly, and is back soon after it without a restart. */
export const outages: Figure = {
  id: "F11",
  title: "R21 R22 the database stopped, blackholed and read-only under load",
  target:
    "10 outages of 30 s of three kinds: only 503 with Retry-After, within 5 s; recovery within 10 s; no restart; nothing lost",
  minutes: 8,
  inSample: true,
  breakages: [
    {
      kind: "server",
      name: "a broken connection is an internal error",
      change: { find: /if \(isUnavailable\(error\d*\)\)/, put: "if (false)" },
      breaks: ["not a 503"],
    },
    {
      kind: "server",
      name: "a database that answers nothing is not given up",
      change: { find: /SILENT_PROBES_MAX(\d*) = 2/, put: "SILENT_PROBES_MAX$1 = Infinity" },
      breaks: ["slow answer"],
    },
  ],
  run: runOutages,
};

interface Outage {
  begin(): Promise<void>;
  end(): Promise<void>;
}

function kindsOf(cluster: Cluster, proxy: FaultProxy): Readonly<Record<string, Outage>> {
  return {
    stopped: {
      // Orderly, as for maintenance; the port is the same afterwards.
      begin: () => cluster.stop(),
      end: () => cluster.start(),
    },
    blackholed: {
      begin: async () => {
        proxy.fault = { kind: "blackhole" };
      },
      end: async () => {
        proxy.fault = { kind: "none" };
        // A route that comes back finds connections that either side may have given up.
        proxy.resetAll();
      },
    },
    "read-only": {
      // What a failover to a standby looks like: every session sees it at once.
      begin: () => setReadOnly(cluster, "on"),
      end: () => setReadOnly(cluster, "off"),
    },
  };
}

async function setReadOnly(cluster: Cluster, to: "on" | "off"): Promise<void> {
  await cluster.withClient(async (client) => {
    await client.query("set default_transaction_read_only = off");
    await client.query(`alter database tellus set default_transaction_read_only = ${to}`);
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'tellus' and pid <> pg_backend_pid()",
    );
  });
}

async function runOutages(context: FigureContext) {
  const { stage, scale, script } = context;
  const size = SIZES[scale];
  await stage.dismiss();
  await stage.cluster.start();
  const proxy = await FaultProxy.open({ port: await stage.cluster.port() });
  const faults: FigureFault[] = [];
  try {
    const replicas = await stage.serve({ replicas: 2, database: "ours", through: proxy, ...(script && { script }) });
    const pids = replicas.map(({ pid }) => pid);
    const crowd = await Crowd.open(context);
    const stop = new AbortController();
    const study = await crowd.createStudy({ maxTrials: 1_000_000 });
    const loops = crowd.train(study, size.workers, { steps: 1, thinkMs: 50, stop: stop.signal });
    const probed = { answers: 0, slowestMs: 0, slowestRecoveryMs: 0 };
    const kinds = Object.entries(kindsOf(stage.cluster, proxy));
    for (let round = 0; round < size.outages; round += 1) {
      const [kind, outage] = kinds[round % kinds.length] ?? [];
      if (kind === undefined || outage === undefined) break;
      await sleep(BREATHE_MS);
      await oneOutage({ context, crowd, study, faults, probed }, { kind, outage, ...size });
    }
    stop.abort();
    await Promise.all(loops);
    if (replicas.some(({ pid, isRunning }, index) => !isRunning || pid !== pids[index]))
      faults.push({ rule: "restarted", detail: "a replica ended" });
    const entries = await crowd.close();
    faults.push(...(await audit({ cluster: stage.cluster, entries, studies: [study], complete: false })));
    return {
      reached: `${size.outages} outages of ${size.outageMs / 1000} s, ${probed.answers} answers during them, the slowest after ${(probed.slowestMs / 1000).toFixed(1)} s; back after at most ${(probed.slowestRecoveryMs / 1000).toFixed(1)} s: ${faults.length} faults`,
      counts: { outages: size.outages, "answers probed": probed.answers, ...crowd.counts },
      faults,
    };
  } finally {
    await stage.dismiss();
    await proxy.close();
    await stage.cluster.start();
  }
}

interface Watch {
  readonly context: FigureContext;
  readonly crowd: Crowd;
  readonly study: string;
  readonly faults: FigureFault[];
  readonly probed: { answers: number; slowestMs: number; slowestRecoveryMs: number };
}

interface OutageRun {
  readonly kind: string;
  readonly outage: Outage;
  readonly outageMs: number;
  readonly probes: number;
}

async function oneOutage(watch: Watch, { kind, outage, outageMs, probes }: OutageRun): Promise<void> {
  await outage.begin();
  await sleep(EDGE_MS);
  const over = performance.now() + outageMs;
  await Promise.all(Array.from({ length: probes }, (_, index) => probe(watch, { kind, index, until: over })));
  await outage.end();
  const recovered = await recovery(watch);
  watch.probed.slowestRecoveryMs = Math.max(watch.probed.slowestRecoveryMs, recovered);
  if (recovered > RECOVERY_MS_MAX)
    watch.faults.push({ rule: "slow recovery", detail: `${kind}: ${Math.round(recovered)} ms` });
}

/** Asks, reads and writes, on each replica, as long as the outage goes on. */
async function probe(
  { context, crowd, study, faults, probed }: Watch,
  run: { kind: string; index: number; until: number },
) {
  const { origins } = context.stage;
  for (let turn = run.index; performance.now() < run.until; turn += 1) {
    const call = { ...probeCall(study, turn), origin: origins[turn % origins.length] ?? "", timeoutMs: 30_000 };
    const sent = performance.now();
    const answer = await crowd.client.call(call).catch((error: unknown) => {
      if (!(error instanceof NoAnswer)) throw error;
      return undefined;
    });
    const ms = performance.now() - sent;
    // It went on beyond the outage's end: what it was answered with then says nothing.
    if (performance.now() > run.until && ms <= ANSWER_MS_MAX) return;
    probed.answers += 1;
    probed.slowestMs = Math.max(probed.slowestMs, ms);
    faults.push(
      ...judgeAnswer(answer, {
        ms,
        what: `${run.kind}: ${call.path}`,
        reads: call.method === "GET" && run.kind === "read-only",
      }),
    );
    await sleep(100);
  }
}

/** An ask that waits is one too: the wait ends with the database. */
function probeCall(study: string, turn: number): Omit<Call, "origin"> {
  if (turn % 3 === 0) return { path: `/studies/${study}`, method: "GET" };
  if (turn % 3 === 1) return { path: `/studies/${study}/ask`, body: { wait_seconds: 2 } };
  return { path: `/studies/${study}/pause`, body: {}, key: `probe ${process.hrtime.bigint()}`.replace(" ", "-") };
}

interface Expectation {
  readonly ms: number;
  readonly what: string;
  /** Reading still works on a read-only database. */
  readonly reads: boolean;
}

function judgeAnswer(answer: Answer | undefined, { ms, what, reads }: Expectation): FigureFault[] {
  const faults: FigureFault[] = [];
  if (ms > ANSWER_MS_MAX) faults.push({ rule: "slow answer", detail: `${what} after ${Math.round(ms)} ms` });
  if (answer?.status === 200 && reads) return faults;
  if (answer?.status !== 503) {
    const said = JSON.stringify(answer?.body ?? "no answer").slice(0, 300);
    faults.push({ rule: "not a 503", detail: `${what}: ${answer?.status ?? ""} ${said}` });
  } else if (answer.headers["retry-after"] === undefined)
    faults.push({ rule: "not a 503", detail: `${what}: no Retry-After` });
  return faults;
}

/** Until every replica hands out again, on a study of the outage's own age. */
async function recovery({ context, crowd, study }: Watch): Promise<number> {
  const started = performance.now();
  await Promise.all(
    context.stage.origins.map(async (origin) => {
      while (performance.now() - started < 6 * RECOVERY_MS_MAX) {
        const call = { origin, path: `/studies/${study}`, method: "GET", timeoutMs: 10_000 } as const;
        const answer = await crowd.client.call(call).catch(() => undefined);
        const beaten = await crowd.client
          .call({ origin, path: `/studies/${study}/resume`, body: {}, timeoutMs: 10_000 })
          .catch(() => undefined);
        if (answer?.status === 200 && beaten?.status === 200) return;
        await sleep(50);
      }
    }),
  );
  return performance.now() - started;
}
