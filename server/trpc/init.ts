import { initTRPC } from "@trpc/server";
import { asAppError } from "@/server/kernel/unexpected";
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
  throw toTrpcError(asRefusal(result.error.cause));
});

/** A database that is away or busy is said in words; what nobody foresaw stays as it is, for the log. */
function asRefusal(cause: unknown): unknown {
  const refusal = asAppError(cause);
  return refusal.code === "unavailable" ? refusal : cause;
}
