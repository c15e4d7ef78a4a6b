import type { Hono } from "hono";
import { AppError } from "@/server/kernel/app-error";
import type { ApiBindings, ApiContext } from "./api-context";
import { jsonReply } from "./reply";

const PING_TIMEOUT_MS = 1000;
const CACHE_MS = 1000;

interface Health {
  /** Database reachable and migrated. May reject, may hang. */
  readonly isReady: () => Promise<boolean>;
  readonly isDraining: () => boolean;
}

/** `/livez`: the process answers. `/readyz`: send it requests. Neither tells a stranger more than that (S29). */
export function addHealth(app: Hono<ApiBindings>, { isReady, isDraining }: Health): void {
  const ready = rememberBriefly(isReady);
  app.get("/livez", (context) => ok(context, "/livez"));
  app.get("/readyz", async (context) => {
    context.set("route", "/readyz");
    if (isDraining()) throw unavailable("This process is shutting down. Send requests to another.");
    if (!(await ready())) throw unavailable("Not ready: the database does not answer yet.");
    return ok(context, "/readyz");
  });
}

function ok(context: ApiContext, route: string): Response {
  context.set("route", route);
  return jsonReply({ status: 200, body: { status: "ok" }, requestId: context.var.requestId });
}

function unavailable(detail: string): AppError {
  return new AppError("unavailable", detail, { retryAfterSeconds: 1 });
}

/** One check per second however many probes ask, and an answer within a second even if the check hangs. */
function rememberBriefly(isReady: () => Promise<boolean>): () => Promise<boolean> {
  let checkedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<boolean> = Promise.resolve(false);
  return () => {
    const now = performance.now();
    if (now - checkedAt >= CACHE_MS) {
      checkedAt = now;
      answer = withinTimeout(isReady);
    }
    return answer;
  };
}

async function withinTimeout(isReady: () => Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PING_TIMEOUT_MS);
  });
  try {
    return await Promise.race([isReady(), timeout]);
  } catch {
    return false; // the reason is the database's, and its pool has logged it
  } finally {
    clearTimeout(timer);
  }
}
