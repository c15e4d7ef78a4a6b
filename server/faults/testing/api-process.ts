import { once } from "node:events";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { z } from "zod";
import { setArtifactStorage } from "@/server/artifacts/artifact-storage";
import { openStore } from "@/server/artifacts/open-store";
import { authenticate } from "@/server/auth/authenticate";
import { connectReplicas } from "@/server/connect-replicas";
import { isDatabaseThere, openPools } from "@/server/db/pools";
import { openEngineHost } from "@/server/engine-host/pool";
import { finishStudies } from "@/server/jobs/finish-studies";
import { artifactSpace, keepArtifacts } from "@/server/jobs/keep-artifacts";
import { keepLeases } from "@/server/jobs/keep-leases";
import { startJobs } from "@/server/jobs/periodic";
import { discardFiles } from "@/server/jobs/remove-files";
import { createContext } from "@/server/kernel/create-context";
import { setLogger } from "@/server/kernel/process-logger";
import { setPublicAddress } from "@/server/kernel/public-address";
import { replicaId } from "@/server/kernel/replica";
import { makeLogger } from "@/server/log/logger";
import { createHttpServer } from "@/server/rest/http-server";
import { makeApi } from "@/server/rest/router";
import { services } from "@/server/services/registry";
import { countHoldings } from "./holdings";

const Settings = z.object({ app: z.string(), system: z.string(), workerFile: z.string(), artifacts: z.string() });

/** A replica of the API in a process of its own, to be killed: `server/main.ts` without pages, on a given database. */
const settings = Settings.parse(JSON.parse(process.argv[2] ?? "null"));
const log = makeLogger({ level: "error" });
setLogger(log);
setPublicAddress("https://tellus.test");
openPools(settings, () => undefined);
openEngineHost({ workerFile: settings.workerFile, threads: 1 });
connectReplicas(settings, () => undefined);
const store = openStore({ kind: "directory", directory: settings.artifacts }, await artifactSpace());
setArtifactStorage({
  store,
  fileBytesMax: 64 * 1024 ** 2,
  quotaBytes: 1024 ** 3,
  quotaBytesMax: 1024 ** 3,
  discard: discardFiles,
});
startJobs([keepLeases(replicaId()), finishStudies, keepArtifacts(store)]);
const api = makeApi({
  services,
  authenticate,
  createContext,
  isReady: isDatabaseThere,
  isDraining: () => false,
  log,
  publicUrl: "https://tellus.test",
  docsDirectory: path.resolve("docs"),
});
const server = createHttpServer(api.listener);
server.listen(0, "127.0.0.1");
await once(server, "listening");
process.send?.((server.address() as AddressInfo).port); // TCP, so not a pipe's name
const kept: unknown[] = [];
process.on("message", (wish) => {
  if (wish === "holdings") process.send?.(countHoldings());
  // A leak, for the control of the test that looks for one.
  if (wish === "keep requests") server.on("request", (request) => kept.push(request));
});
process.on("disconnect", () => process.exit(0)); // never outlives the test
