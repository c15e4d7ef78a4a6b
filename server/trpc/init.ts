import { initTRPC } from "@trpc/server";
import type { TrpcContext } from "./create-trpc-context";
import { errorFormatter } from "./error-formatter";
import { toTrpcError } from "./trpc-error";

const t = initTRPC.context<TrpcContext>().create({
  isDev: false, // no stack ever leaves the process, whatever NODE_ENV says
  sse: {
    // Proxies close silent connections; the client reconnects when it hears nothing for three pings.
    ping: { enabled: true, intervalMs: 5_000 },
    client: { reconnectAfterInactivityMs: 16_000 },
  },
  errorFormatter,
});

export const router = t.router;

/** The one procedure there is: refusals of services become tRPC errors that keep their code and message. */
export const procedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (result.ok || result.error.cause === undefined) return result;
  throw toTrpcError(result.error.cause);
});
