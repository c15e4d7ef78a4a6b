import { once } from "node:events";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { authenticate } from "@/server/auth/authenticate";
import { demoSetup } from "@/server/cli/demo-setup";
import { connectReplicas } from "@/server/connect-replicas";
import { closePools, isDatabaseThere, systemPool } from "@/server/db/pools";
import { closeEngineHost, openEngineHost } from "@/server/engine-host/pool";
import { readEnv } from "@/server/env";
import { finishStudies } from "@/server/jobs/finish-studies";
import { forgetOldRecords } from "@/server/jobs/forget-old-records";
import { keepLeases } from "@/server/jobs/keep-leases";
import { startJobs } from "@/server/jobs/periodic";
import { keepOutboxRelayed, relayOutbox } from "@/server/jobs/relay-outbox";
import { createContext } from "@/server/kernel/create-context";
import { setPublicAddress } from "@/server/kernel/public-address";
import { replicaId } from "@/server/kernel/replica";
import { setOutboxRelay } from "@/server/live/outbox-relay";
import { makeLogger } from "@/server/log/logger";
import { openDatabase } from "@/server/open-database";
import { openAdmission } from "@/server/overload/open-admission";
import { drain } from "@/server/rest/drain";
import { createHttpServer } from "@/server/rest/http-server";
import { makeApi } from "@/server/rest/router";
import { services } from "@/server/services/registry";
import type { ServeOptions, ServerAddress } from "./server-process";

/** What the benchmark left under way. */
const DRAIN_MS = 10_000;
const PUBLIC_URL = "http://tellus.test";

/**
 * The server of `server/main.ts` without its pages, so that the benchmark needs no `next build`: same router, services,
 * pools, admission, jobs and engine thread over a new embedded database that is as durable as in production. Says by a message where
 * it is; stops, and its database with it, when the benchmark goes away.
 */
export async function serve(
  dataDirectory: string,
  { engineWorker = "engine-worker.mjs" }: ServeOptions,
): Promise<void> {
  const gone = once(process, "disconnect");
  // Ctrl-C reaches the whole group; the end of the benchmark is what ends the server.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
  const settings = { ...readEnv({ TELLUS_DATA: dataDirectory }), logLevel: "silent" } as const;
  const database = await openDatabase({
    env: settings,
    log: () => undefined,
    onConnectionError: () => undefined,
  });
  setPublicAddress(PUBLIC_URL);
  const changes = connectReplicas(database.urls, () => undefined);
  openEngineHost({ workerFile: fromBundle(engineWorker), threads: settings.engineThreads });
  setOutboxRelay(relayOutbox);
  const stopJobs = startJobs([keepLeases(replicaId()), finishStudies, keepOutboxRelayed, forgetOldRecords]);
  const admission = openAdmission();
  const api = makeApi({
    services,
    authenticate,
    createContext,
    isReady: isDatabaseThere,
    admit: admission.admit,
    isDraining: () => false,
    log: makeLogger({ level: settings.logLevel }),
    publicUrl: PUBLIC_URL,
    docsDirectory: path.resolve("docs"),
  });
  const server = createHttpServer(api.listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { project_id: projectId, api_key: apiKey } = await demoSetup(settings.dataDirectory);
  const address: ServerAddress = {
    port: (server.address() as AddressInfo).port, // TCP, so not a pipe's name
    apiKey,
    projectId,
    adminUrl: database.embedded?.adminUrl ?? database.urls.owner,
    workspaceId: await onlyWorkspace(),
    postgres: database.serverVersion,
  };
  process.send?.(address);
  await gone;
  api.endWaits();
  await drain(server, { timeoutMs: DRAIN_MS });
  admission.stop();
  await stopJobs();
  await changes.stop();
  await closeEngineHost();
  await closePools();
  await database.embedded?.stop();
}

async function onlyWorkspace(): Promise<string> {
  const { rows } = await systemPool().query<{ id: string }>("select id from workspace");
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error("There should be one workspace.");
  return row.id;
}

const fromBundle = (name: string): string => path.join(import.meta.dirname, name);
