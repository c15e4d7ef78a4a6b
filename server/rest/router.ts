import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { AppError } from "@/server/kernel/app-error";
import { logUnexpected } from "@/server/kernel/unexpected";
import type { Logger } from "@/server/log/logger";
import type { ApiBindings, ApiContext } from "./api-context";
import { addDocumentation } from "./documentation";
import { answerOperation, type EndpointDependencies } from "./endpoint";
import { toAppError } from "./failure";
import { addHealth } from "./health";
import { observeRequest } from "./observe-request";
import { refuseForeignOrigin } from "./origin";
import { problemReply } from "./reply";
import { API_BASE, type RestRoute, restRoutes } from "./rest-routes";

export interface ApiDependencies extends EndpointDependencies {
  /** Whether the database answers and is migrated. May reject, may hang. */
  readonly isReady: () => Promise<boolean>;
  readonly isDraining: () => boolean;
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
  app.use(`${API_BASE}/*`, refuseForeignOrigin(new URL(publicUrl).origin));
  for (const route of restRoutes) {
    app.on(route.method, toHonoPath(route.path), (context) => {
      context.set("route", `${API_BASE}${route.path}`);
      return withSignal(context.env, waits, (signal) =>
        answerOperation(route, dependencies, toRequest(context, route, signal)),
      );
    });
  }
  addDocumentation(app, { publicUrl, docsDirectory: dependencies.docsDirectory });
  addHealth(app, dependencies);
  addMethodNotAllowed(app, refuse);
  app.notFound((context) =>
    refuse(context, new AppError("not_found", "There is no such address. All are listed at /docs/api.")),
  );
  app.onError((error, context) => {
    const failure = toAppError(error);
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

const OWNED = /^(?:\/api\/v1|\/docs\/api|\/docs\/errors)(?:[/?#]|$)|^\/(?:livez|readyz)(?:[?#]|$)/;

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
  };
}

/** The signal ends when the caller is gone or the process drains; nobody should wait for either. */
async function withSignal<Result>(
  { outgoing }: HttpBindings,
  waits: Set<AbortController>,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  waits.add(controller);
  outgoing.once("close", abort);
  try {
    return await work(controller.signal);
  } finally {
    waits.delete(controller);
    outgoing.off("close", abort);
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
