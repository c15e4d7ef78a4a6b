import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { Hono, type MiddlewareHandler } from "hono";
import { AppError } from "@/server/kernel/app-error";
import { logUnexpected } from "@/server/kernel/unexpected";
import type { Logger } from "@/server/log/logger";
import { countConflict } from "@/server/metrics/count";
import type { Admit, LoadClass } from "@/server/overload/admission";
import { loadClassOf } from "@/server/overload/load-class";
import type { ApiBindings, ApiContext } from "./api-context";
import { addDocumentation } from "./documentation";
import { answerOperation, type EndpointDependencies } from "./endpoint";
import { toAppError } from "./failure";
import { addHealth } from "./health";
import { addMetrics, type MetricsEndpoint, noSuchAddress } from "./metrics";
import { observeRequest } from "./observe-request";
import { refuseForeignOrigin } from "./origin";
import { problemReply } from "./reply";
import { API_BASE, type RestRoute, restRoutes } from "./rest-routes";

export interface ApiDependencies extends Omit<EndpointDependencies, "onStreamError"> {
  /** Whether the database answers and is migrated. May reject, may hang. */
  readonly isReady: () => Promise<boolean>;
  readonly isDraining: () => boolean;
  /** What `/metrics` answers whoever has its token; absent: there is no such address. */
  readonly metrics?: MetricsEndpoint | undefined;
  /** The door of the process; everybody is let in where there is none. */
  readonly admit?: Admit;
  readonly log: Logger;
  /** Where people and workers reach this installation, e.g. `https://tellus.example.org`. */
  readonly publicUrl: string;
  /** The `docs` folder, whose `errors/<code>.md` are served. */
  readonly docsDirectory: string;
}

export interface Api {
  /** Whether a request target is answered here; everything else is the dashboard's. */
  readonly owns: (target: string) => boolean;
  readonly listener: RequestListener;
  /** Ends the waits of requests in flight, e.g. long asks, so that they answer at once with what there is. */
  readonly endWaits: () => void;
}

/** The HTTP API: `/api/v1`, its documentation and the health checks, as one request listener. */
export function makeApi(dependencies: ApiDependencies): Api {
  const publicUrl = dependencies.publicUrl.replace(/\/+$/, "");
  const waits = new Set<AbortController>();
  const app = new Hono<ApiBindings>();
  const refuse = (context: ApiContext, error: AppError, headers?: Record<string, string>) =>
    problemReply(error, { requestId: context.var.requestId, publicUrl }, headers);

  app.use(observeRequest(dependencies));
  if (dependencies.quotaOf !== undefined) app.use(`${API_BASE}/*`, addAnnounced);
  app.use(`${API_BASE}/*`, refuseForeignOrigin(new URL(publicUrl).origin));
  const onStreamError = (error: unknown): void => logBrokenStream(dependencies.log, toAppError(error));
  for (const route of restRoutes) {
    app.on(route.method, toHonoPath(route.path), (context) => {
      context.set("route", `${API_BASE}${route.path}`);
      if (route.stream !== undefined && dependencies.isDraining()) throw draining();
      return admitted(dependencies.admit, loadClassOf(route.operationId), () =>
        withSignal({ bindings: context.env, waits, lasts: route.stream !== undefined }, (signal) =>
          answerOperation(route, { ...dependencies, onStreamError }, toRequest(context, route, signal)),
        ),
      );
    });
  }
  addDocumentation(app, { publicUrl, docsDirectory: dependencies.docsDirectory });
  addHealth(app, dependencies);
  addMethodNotAllowed(app, refuse);
  // After the methods: a stranger is not told which ones this address takes.
  if (dependencies.metrics !== undefined) addMetrics(app, dependencies.metrics);
  app.notFound((context) => refuse(context, noSuchAddress()));
  app.onError((error, context) => {
    const failure = toAppError(error);
    if (failure.status === 409) countConflict(failure.code);
    logUnexpected(dependencies.log, failure);
    return refuse(context, failure);
  });
  return {
    owns: ownsTarget,
    listener: toListener(app, publicUrl),
    endWaits: () => {
      for (const wait of waits) wait.abort();
    },
  };
}

const OWNED = /^(?:\/api\/v1|\/docs\/api|\/docs\/errors)(?:[/?#]|$)|^\/(?:livez|readyz|metrics)(?:[?#]|$)/;

function ownsTarget(target: string): boolean {
  return OWNED.test(target);
}

function toHonoPath(path: string): string {
  return `${API_BASE}${path.replaceAll(/\{(\w+)\}/g, ":$1")}`;
}

function toRequest(context: ApiContext, route: RestRoute, signal: AbortSignal) {
  const { url = "" } = context.env.incoming;
  const query = url.indexOf("?");
  return {
    incoming: context.env.incoming,
    requestId: context.var.requestId,
    path: Object.fromEntries(route.pathFields.map((name) => [name, context.req.param(name) ?? ""])),
    search: query === -1 ? "" : url.slice(query),
    signal,
    announce: (headers: Readonly<Record<string, string>>) => context.set("announced", headers),
  };
}

/** A stream opened now would only be cut. The client comes back, to whoever answers then. */
function draining(): AppError {
  return new AppError("unavailable", "The server is restarting. Connect again.", { retryAfterSeconds: 2 });
}

interface Waiting {
  readonly bindings: HttpBindings;
  readonly waits: Set<AbortController>;
  /** Whether the work goes on after its answer has begun, until the connection closes. */
  readonly lasts: boolean;
}

const addAnnounced: MiddlewareHandler<ApiBindings> = async (context, next) => {
  await next();
  for (const [name, value] of Object.entries(context.var.announced ?? {})) context.res.headers.set(name, value);
};

/** Refuses before anything of the request was read, or does the work inside. */
async function admitted<Result>(
  admit: Admit | undefined,
  loadClass: LoadClass,
  work: () => Promise<Result>,
): Promise<Result> {
  const leave = admit?.(loadClass);
  try {
    return await work();
  } finally {
    leave?.();
  }
}

/** The signal ends when the caller is gone or the process drains; nobody should wait for either. */
async function withSignal<Result>(
  { bindings: { outgoing }, waits, lasts }: Waiting,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const forget = () => {
    waits.delete(controller);
    outgoing.off("close", leave);
  };
  const leave = () => {
    forget();
    controller.abort();
  };
  waits.add(controller);
  outgoing.once("close", leave);
  try {
    const result = await work(controller.signal);
    if (!lasts) forget();
    return result;
  } catch (error) {
    forget();
    throw error;
  }
}

function addMethodNotAllowed(
  app: Hono<ApiBindings>,
  refuse: (context: ApiContext, error: AppError, headers: Record<string, string>) => Response,
): void {
  const methodsByPath = new Map<string, Set<string>>();
  for (const { method, path } of app.routes) {
    if (method === "ALL") continue;
    const methods = methodsByPath.get(path) ?? new Set(["OPTIONS"]);
    methodsByPath.set(path, method === "GET" ? methods.add("GET").add("HEAD") : methods.add(method));
  }
  for (const [path, methods] of methodsByPath) {
    const allow = { Allow: [...methods].sort().join(", ") };
    app.all(path, (context) => {
      if (context.req.method === "OPTIONS") return new Response(null, { status: 204, headers: allow });
      return refuse(context, new AppError("method_not_allowed", `This address takes ${allow.Allow}.`), allow);
    });
  }
}

function logBrokenStream(log: Logger, { code, cause, message }: AppError): void {
  log.warn("A stream broke; its reader connects again", { code, error: cause ?? message });
}

function toListener(app: Hono<ApiBindings>, publicUrl: string): RequestListener {
  const listen = getRequestListener((request, env) => app.fetch(request, env as HttpBindings), {
    // For HTTP/1.0, which has no Host header. Nothing of ours reads the host.
    hostname: "localhost",
    errorHandler: () => {
      const error = new AppError("malformed_request", "The Host header or the request target is malformed.");
      return problemReply(error, { requestId: randomUUID(), publicUrl });
    },
  });
  return (incoming, outgoing) => void listen(incoming, outgoing);
}
