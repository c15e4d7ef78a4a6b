import { once } from "node:events";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { authenticate } from "@/server/auth/authenticate";
import { demoSetup } from "@/server/cli/demo-setup";
import { closePools, isDatabaseThere } from "@/server/db/pools";
import { closeEngineHost, openEngineHost } from "@/server/engine-host/pool";
import { readEnv } from "@/server/env";
import { finishStudies } from "@/server/jobs/finish-studies";
import { keepLeases } from "@/server/jobs/keep-leases";
import { startJobs } from "@/server/jobs/periodic";
import { createContext } from "@/server/kernel/create-context";
import { setPublicAddress } from "@/server/kernel/public-address";
import { replicaId } from "@/server/kernel/replica";
import { makeLogger } from "@/server/log/logger";
import { openDatabase } from "@/server/open-database";
import { createHttpServer } from "@/server/rest/http-server";
import { makeApi } from "@/server/rest/router";
import { services } from "@/server/services/registry";
import type { ServerAddress } from "./server-process";

const PUBLIC_URL = "http://tellus.test";

/**
 * The server of `server/main.ts` without its pages, so that the benchmark needs no `next build`: same router, services,
 * pools, jobs and engine thread over a new embedded database that is as durable as in production. Says by a message where
 * it is; stops, and its database with it, when the benchmark goes away.
 */
export async function serve(dataDirectory: string): Promise<void> {
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
  openEngineHost({ workerFile: fromBundle("engine-worker.mjs"), threads: settings.engineThreads });
  const stopJobs = startJobs([keepLeases(replicaId()), finishStudies]);
  const api = makeApi({
    services,
    authenticate,
    createContext,
    isReady: isDatabaseThere,
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
    postgres: database.serverVersion,
  };
  process.send?.(address);
  await gone;
  server.closeAllConnections();
  server.close();
  await stopJobs();
  await closeEngineHost();
  await closePools();
  await database.embedded?.stop();
}

const fromBundle = (name: string): string => path.join(import.meta.dirname, name);
