import { randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { Logger } from "@/server/log/logger";
import { runInRequest } from "@/server/log/request-scope";
import { countRequest } from "@/server/metrics/count";
import type { ApiBindings } from "./api-context";
import { inboundRequestId } from "./decode-headers";

interface Observer {
  readonly log: Logger;
  readonly isDraining: () => boolean;
}

/** Gives each request its id and one line in the access log: the route, never the address, which can hold anything. */
export function observeRequest({ log, isDraining }: Observer): MiddlewareHandler<ApiBindings> {
  return (context, next) => {
    const requestId = inboundRequestId(context.env.incoming) ?? randomUUID();
    context.set("requestId", requestId);
    return runInRequest(requestId, async () => {
      const startedAt = performance.now();
      await next();
      // A kept-alive connection would bring the next request to a process that is about to end.
      if (isDraining()) context.res.headers.set("Connection", "close");
      const ms = performance.now() - startedAt;
      const { method } = context.req;
      const { status } = context.res;
      const route = context.var.route ?? "unmatched";
      countRequest({ method, route, status, seconds: ms / 1000 });
      log.info("request", { method, route, status, ms: Math.round(ms * 10) / 10 });
    });
  };
}
