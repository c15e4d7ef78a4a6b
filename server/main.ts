import path from "node:path";
import next from "next";
import packageFile from "@/package.json" with { type: "json" };
import { prepareFirstRun } from "./account/prepare-first-run";
import { localArtifacts } from "./artifact-settings";
import { setArtifactStorage } from "./artifacts/artifact-storage";
import { openStore } from "./artifacts/open-store";
import { assertPortFree } from "./assert-port-free";
import { authenticate } from "./auth/authenticate";
import { loadSecret } from "./auth/load-secret";
import { setSessionSecret } from "./auth/session-secret";
import { watchBackups } from "./backup/backup-watch";
import { connectReplicas } from "./connect-replicas";
import { closePools, isDatabaseThere, pools } from "./db/pools";
import { releaseEngineLeases } from "./engine-host/engine-lease";
import { closeEngineHost, openEngineHost } from "./engine-host/pool";
import { type Env, env, tellNextAuth } from "./env";
import { deliverWebhooks } from "./jobs/deliver-webhooks";
import { finishStudies } from "./jobs/finish-studies";
import { forgetOldRecords } from "./jobs/forget-old-records";
import { artifactSpace, keepArtifacts } from "./jobs/keep-artifacts";
import { keepLeases } from "./jobs/keep-leases";
import { nightlyBackup } from "./jobs/nightly-backup";
import { type PeriodicJob, startJobs } from "./jobs/periodic";
import { keepOutboxRelayed, relayOutbox } from "./jobs/relay-outbox";
import { discardFiles } from "./jobs/remove-files";
import { createContext } from "./kernel/create-context";
import { setLogger } from "./kernel/process-logger";
import { setPublicAddress } from "./kernel/public-address";
import { replicaId } from "./kernel/replica";
import { setOutboxRelay } from "./live/outbox-relay";
import { type Logger, makeLogger } from "./log/logger";
import { exposeMetrics } from "./metrics/expose-metrics";
import { openDatabase } from "./open-database";
import { setOutgoingRules } from "./outgoing/outgoing-rules";
import type { Admit } from "./overload/admission";
import { openAdmission } from "./overload/open-admission";
import { openQuotas } from "./overload/quotas";
import { admitPages } from "./pages/admit-pages";
import { guardPages } from "./pages/guard-pages";
import { drain } from "./rest/drain";
import { createHttpServer } from "./rest/http-server";
import type { MetricsEndpoint } from "./rest/metrics";
import { makeApi } from "./rest/router";
import { openDemoRunner } from "./services/demo/demo-runner";
import { services } from "./services/registry";
import { startFailure } from "./start-failure";
import { stopInOrder } from "./stop-in-order";
import { endOpenStreams } from "./trpc/open-streams";

/** Within this time after SIGTERM requests in flight finish; then they are cut (R24). */
const DRAIN_MS = 25_000;
/** A part that does not stop by then is left to the end of the process. */
const PART_MS = 10_000;
/** PostgreSQL writes everything out; killed before, it would only have to recover. */
const DATABASE_MS = 60_000;

async function main(): Promise<void> {
  const stopSignal = firstSignal();
  const settings = env();
  const log = makeLogger({ level: settings.logLevel });
  setLogger(log);
  const publicUrl =
    settings.publicUrl ?? `http://${settings.host === "0.0.0.0" ? "127.0.0.1" : settings.host}:${settings.port}`;
  setPublicAddress(publicUrl);
  tellNextAuth(publicUrl);
  await assertPortFree(settings);
  setSessionSecret(await loadSecret({ given: settings.secret, directory: settings.dataDirectory }));

  const say = (message: string): void => log.info(message);
  const database = await openDatabase({
    env: settings,
    log: say,
    onConnectionError: (error) => log.warn("a database connection broke", { error }),
    serving: {
      onAway: (isAway) =>
        isAway
          ? log.error("the database is away: requests are refused, and it is looked for every half second")
          : log.info("the database is back"),
    },
  });
  try {
    await prepareFirstRun({ publicUrl, init: settings.init, say });
    await serve({ settings, log, publicUrl, database, stopSignal });
  } catch (error) {
    // What was started here does not outlive the failure: the embedded PostgreSQL is a process of its own.
    await closePools();
    await database.embedded?.stop();
    throw error;
  }
}

interface Serving {
  readonly settings: Env;
  readonly log: Logger;
  readonly publicUrl: string;
  readonly database: Awaited<ReturnType<typeof openDatabase>>;
  readonly stopSignal: Promise<string>;
}

/** Heard from the beginning: a start that is cut off would leave PostgreSQL running, so it is finished and then stopped. */
function firstSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => resolve(signal));
  });
}

/** Everything on top of the database, until a signal stops it. */
async function serve({ settings, log, publicUrl, database, stopSignal }: Serving): Promise<void> {
  const changes = connectReplicas(database.urls, (error) =>
    log.warn("live notices are interrupted; they are taken up again", { error }),
  );
  openEngineHost({ workerFile: path.resolve(".build/engine-worker.mjs"), threads: settings.engineThreads });
  setOutboxRelay(relayOutbox);
  setOutgoingRules(settings.webhooks);
  const store = openStore(settings.artifacts.place, await artifactSpace());
  setArtifactStorage({ ...settings.artifacts, store, discard: discardFiles });
  watchBackups(database.embedded !== undefined);
  const webhooks = deliverWebhooks();
  const stopJobs = startJobs([
    keepLeases(replicaId()),
    finishStudies,
    keepOutboxRelayed,
    webhooks.job,
    forgetOldRecords,
    keepArtifacts(store),
    ...backupJobs(settings, database),
  ]);

  const stopDemos = openDemoRunner();

  const admission = openAdmission();
  const shutdown = { begun: false };
  const { server, endWaits } = await startHttp({
    settings,
    log,
    publicUrl,
    admit: admission.admit,
    isDraining: () => shutdown.begun,
  });
  log.info(`Tellus is ready: ${publicUrl}`, { address: publicUrl, postgres: database.serverVersion });

  const drainRequests = async (): Promise<void> => {
    const cut = await drain(server, { timeoutMs: DRAIN_MS });
    if (cut > 0) log.warn("requests were cut: they did not end in time", { connections_cut: cut });
  };
  const stop = async (signal: string): Promise<void> => {
    shutdown.begun = true;
    log.info(`${signal}: finishing what is under way`);
    const clean = await stopInOrder(
      [
        { name: "waits", stop: async () => endWaits(), withinMs: PART_MS },
        { name: "streams", stop: async () => endOpenStreams(), withinMs: PART_MS },
        { name: "requests", stop: drainRequests, withinMs: DRAIN_MS + PART_MS },
        { name: "admission", stop: async () => admission.stop(), withinMs: PART_MS },
        { name: "jobs", stop: stopJobs, withinMs: PART_MS },
        { name: "webhooks", stop: () => webhooks.stop(), withinMs: PART_MS },
        { name: "demos", stop: stopDemos, withinMs: PART_MS },
        { name: "live notices", stop: () => changes.stop(), withinMs: PART_MS },
        { name: "engine", stop: closeEngineHost, withinMs: PART_MS },
        { name: "engine leases", stop: releaseEngineLeases, withinMs: PART_MS },
        { name: "connections", stop: closePools, withinMs: PART_MS },
        { name: "database", stop: async () => database.embedded?.stop(), withinMs: DATABASE_MS },
      ],
      log,
    );
    log.info("stopped");
    process.exit(clean ? 0 : 1);
  };
  void stopSignal.then(stop);
}

/** Without a token nobody may ask. */
function metricsEndpoint({ metricsToken: token }: Env): MetricsEndpoint | undefined {
  return token === undefined ? undefined : { token, expose: exposeMetrics({ version: packageFile.version }) };
}

function backupJobs(settings: Env, { embedded }: Serving["database"]): readonly PeriodicJob[] {
  const { backup, databaseUrl } = settings;
  const url = databaseUrl ?? embedded?.adminUrl;
  if (!backup.nightly || url === undefined) return [];
  const artifacts = localArtifacts(settings.artifacts);
  return [nightlyBackup({ settings: backup, url, artifacts, replicaId: replicaId() })];
}

interface HttpParts {
  readonly settings: Env;
  readonly log: Logger;
  readonly publicUrl: string;
  readonly admit: Admit;
  readonly isDraining: () => boolean;
}

/** One server: the API is answered before Next sees the request, Next answers everything else. */
async function startHttp({ settings, log, publicUrl, admit, isDraining }: HttpParts) {
  const api = makeApi({
    services,
    authenticate,
    createContext,
    isReady: isDatabaseThere,
    quotaOf: openQuotas(settings.rateLimits),
    admit,
    isDraining,
    metrics: metricsEndpoint(settings),
    log,
    publicUrl,
    docsDirectory: path.resolve("docs"),
  });
  const dashboard = next({ dev: settings.mode === "development", hostname: settings.host, port: settings.port });
  await dashboard.prepare();
  const handlePage = dashboard.getRequestHandler();
  const answerPage = admitPages(
    { admit, isAway: () => pools().breaker.isOpen },
    guardPages((request, response) => void handlePage(request, response), settings.trustedProxies),
  );
  const server = createHttpServer((request, response) => {
    if (api.owns(request.url ?? "")) return api.listener(request, response);
    return answerPage(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.port, settings.host, resolve);
  });
  return { server, endWaits: api.endWaits };
}

main().catch((error: unknown) => {
  const { message, unforeseen } = startFailure(error);
  makeLogger({ level: "info" }).error(message, unforeseen ? { error } : {});
  process.exit(1);
});
