import type { AddressInfo } from "node:net";
import path from "node:path";
import { Readable } from "node:stream";
import type { Operation } from "@/lib/contract/operation";
import { type OperationId, operations } from "@/lib/contract/operations";
import { scopes } from "@/lib/contract/scopes";
import type { WorkspaceDb } from "@/server/db/workspace-db";
import type { Actor } from "@/server/kernel/actor";
import { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { hotService } from "@/server/kernel/service";
import { streamService } from "@/server/kernel/stream-service";
import { type LogLevel, makeLogger } from "@/server/log/logger";
import type { RunnableService } from "../endpoint";
import { createHttpServer, type HttpServerOptions, httpServerOptions } from "../http-server";
import type { MetricsEndpoint } from "../metrics";
import { type Api, makeApi } from "../router";
import { sampleOutputs } from "./sample-outputs";

export const TEST_KEY = "tellus_test_0123456789abcdefghijABCDEFGHIJ01234567";

export const jsonHeaders = { authorization: `Bearer ${TEST_KEY}`, "content-type": "application/json" };

type Handler = (context: Context, input: unknown) => Promise<unknown>;

interface TestApiOptions {
  readonly handlers?: Readonly<Partial<Record<OperationId, Handler>>>;
  readonly isReady?: () => Promise<boolean>;
  readonly isDraining?: () => boolean;
  readonly metrics?: MetricsEndpoint;
  readonly http?: Partial<HttpServerOptions>;
  readonly level?: LogLevel;
}

export interface TestApi {
  readonly api: Api;
  readonly origin: string;
  readonly port: number;
  readonly server: ReturnType<typeof createHttpServer>;
  /** The log so far. */
  readonly logged: () => string;
  /** A request with the test key and, when a body is given, as JSON. */
  readonly call: (method: string, target: string, request?: CallOptions) => Promise<Response>;
  readonly close: () => Promise<void>;
}

interface CallOptions {
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The real router, server and contract on a free port; behind them services that check input and output and answer samples. */
export async function startTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const lines: string[] = [];
  const api = makeApi({
    services: testServices(options.handlers ?? {}),
    authenticate: authenticateTestKey,
    createContext: (request) => ({ ...request, db: NO_DATABASE }),
    isReady: options.isReady ?? (async () => true),
    isDraining: options.isDraining ?? (() => false),
    metrics: options.metrics,
    log: makeLogger({ level: options.level ?? "info", destination: { write: (line) => void lines.push(line) } }),
    publicUrl: "https://tellus.test",
    docsDirectory: path.resolve("docs"),
  });
  const server = createHttpServer(api.listener, { ...httpServerOptions, ...options.http });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP, so not a pipe's name
  const origin = `http://127.0.0.1:${port}`;
  return {
    api,
    origin,
    port,
    server,
    logged: () => lines.join(""),
    call: (method, target, request = {}) => fetch(`${origin}${target}`, toInit(method, request)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function toInit(method: string, { body, headers }: CallOptions): RequestInit {
  return {
    method,
    headers: {
      authorization: `Bearer ${TEST_KEY}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  };
}

function testServices(handlers: Readonly<Partial<Record<OperationId, Handler>>>): Record<OperationId, RunnableService> {
  const services: Partial<Record<OperationId, RunnableService>> = {};
  for (const definition of operations) {
    const operation = definition as unknown as Operation; // as in rest-routes.ts
    const answer = handlers[definition.id] ?? (async () => sampleOutputs[definition.id]);
    services[definition.id] =
      definition.kind === "stream"
        ? streamService(definition, async (context, input) => once(await answer(context, input)))
        : hotService(operation, async (context, input) => ({
            output: await answer(context, input),
            replayed: false,
            ...(operation.content === "given" ? { content: Readable.from([Buffer.from("abc")]) } : {}),
          }));
  }
  return services as Record<OperationId, RunnableService>; // one for each operation there is
}

/** A handler of a stream gives one item, or the items themselves. */
function once(answer: unknown): AsyncIterable<never> {
  const given = answer as AsyncIterable<never>; // the contract's schema parses each item
  if (typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer) return given;
  return (async function* () {
    yield answer as never;
  })();
}

async function authenticateTestKey(authorization: string | undefined): Promise<Actor> {
  if (authorization !== `Bearer ${TEST_KEY}`) throw new AppError("unauthenticated", "Send your API key.");
  return {
    kind: "api_key",
    id: "key",
    name: "test",
    workspaceId: "workspace",
    projectId: null,
    scopes: new Set(scopes),
  };
}

/** These services need none; one that reaches for it fails loudly. */
const NO_DATABASE = new Proxy(
  {},
  {
    get: (_target, name) => {
      throw new Error(`The test's services have no database, but ${String(name)} was asked of it.`);
    },
  },
) as WorkspaceDb;
