import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { scopesOfKeyKind } from "@/lib/domain/permissions";
import { authenticate } from "@/server/auth/authenticate";
import { setSessionSecret } from "@/server/auth/session-secret";
import { ownerContext } from "@/server/cli/operator";
import { closePools, type DatabaseUrls, isDatabaseThere, openPools, systemPool } from "@/server/db/pools";
import { temporaryDatabase } from "@/server/embedded/testing/temporary-database";
import { closeEngineHost, openEngineHost } from "@/server/engine-host/pool";
import { createContext } from "@/server/kernel/create-context";
import { newId } from "@/server/kernel/ids";
import { setPublicAddress } from "@/server/kernel/public-address";
import { makeLogger } from "@/server/log/logger";
import type { Admit } from "@/server/overload/admission";
import { openAdmission } from "@/server/overload/open-admission";
import { openQuotas, type RateLimits } from "@/server/overload/quotas";
import { createApiKey } from "@/server/services/api-key/create-api-key";
import { services } from "@/server/services/registry";
import { openTestStorage, type StorageLimits, type TestStorage } from "@/server/services/testing/test-storage";
import { createHttpServer } from "../http-server";
import { makeApi } from "../router";

export interface RealApi {
  readonly origin: string;
  /** A key of one workspace, and a key of another. */
  readonly keys: readonly [string, string];
  readonly logged: () => string;
  /** A superuser's address of its database. */
  readonly adminUrl: string;
  readonly call: (method: string, target: string, request?: RealCall) => Promise<Response>;
  readonly server: Server;
  readonly storage: TestStorage;
  readonly admit: Admit;
  readonly close: () => Promise<void>;
}

interface RealCall {
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface RealApiOptions {
  readonly limits?: RateLimits;
  readonly files?: StorageLimits;
  /** Refuse what is too much, as `server/main.ts` does; else everybody waits. */
  readonly sheds?: boolean;
  /** Another way to the same database. */
  readonly urlsOf?: (urls: DatabaseUrls) => Promise<DatabaseUrls>;
}

const sameUrls = async (urls: DatabaseUrls): Promise<DatabaseUrls> => urls;

/** The API over the real services, key check, engine thread and a database of its own: all but the process around it. */
export async function startRealApi({
  sheds = false,
  limits,
  files = {},
  urlsOf = sameUrls,
}: RealApiOptions = {}): Promise<RealApi> {
  const database = await temporaryDatabase();
  openPools(await urlsOf(database.urls), () => {}, { sheds });
  setSessionSecret("a secret of the tests alone, of no use elsewhere");
  openEngineHost({ workerFile: path.resolve(".build/engine-worker.mjs"), threads: 1 });
  setPublicAddress("https://tellus.test");
  const storage = await openTestStorage(files);
  const keys = [await makeWorkspaceKey("one"), await makeWorkspaceKey("two")] as const;
  const admission = openAdmission();
  const lines: string[] = [];
  const api = makeApi({
    services,
    authenticate,
    createContext,
    isReady: isDatabaseThere,
    ...(limits === undefined ? {} : { quotaOf: openQuotas(limits) }),
    ...(sheds ? { admit: admission.admit } : {}),
    isDraining: () => false,
    log: makeLogger({ level: "warn", destination: { write: (line) => void lines.push(line) } }),
    publicUrl: "https://tellus.test",
    docsDirectory: path.resolve("docs"),
  });
  const server = createHttpServer(api.listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // TCP, so not a pipe's name
  return {
    origin,
    keys,
    adminUrl: database.adminUrl,
    logged: () => lines.join(""),
    call: (method, target, { body, key = keys[0], headers } = {}) =>
      fetch(origin + target, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    server,
    storage,
    admit: admission.admit,
    close: async () => {
      admission.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await closeEngineHost();
      await closePools();
      await database.drop();
      await storage.close();
    },
  };
}

async function makeWorkspaceKey(slug: string): Promise<string> {
  const [workspaceId, personId] = [newId(), newId()];
  await systemPool().query(
    `with who as (insert into person (id, email, email_key, name, password_hash) values ($1, $2, $2, 'Test', 'none')),
          place as (insert into workspace (id, slug, name) values ($3, $4, 'Test'))
     select 1`,
    [personId, `${slug}@tellus.example`, workspaceId, slug],
  );
  await systemPool().query("insert into membership (workspace_id, person_id, role) values ($1, $2, 'owner')", [
    workspaceId,
    personId,
  ]);
  const context = ownerContext({ workspaceId, personId, name: "Test" });
  const { output } = await createApiKey.run(context, {
    name: "test",
    kind: "svc",
    scopes: [...scopesOfKeyKind("svc")],
  });
  return output.secret;
}
