import { createHash, timingSafeEqual } from "node:crypto";
import type { Hono } from "hono";
import { AppError } from "@/server/kernel/app-error";
import type { ApiBindings } from "./api-context";

export interface MetricsEndpoint {
  readonly token: string;
  readonly expose: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

/** `/metrics`, for whoever has the token. For anybody else there is no such address (S29): the answer is the same 404. */
export function addMetrics(app: Hono<ApiBindings>, { token, expose }: MetricsEndpoint): void {
  app.get("/metrics", async (context) => {
    if (!holdsToken(context.env.incoming.headers.authorization, token)) throw noSuchAddress();
    context.set("route", "/metrics");
    const { contentType, text } = await expose();
    return new Response(text, {
      headers: {
        "Content-Type": contentType,
        "Cache-Control": "private, no-store",
        "X-Request-Id": context.var.requestId,
      },
    });
  });
}

export function noSuchAddress(): AppError {
  return new AppError("not_found", "There is no such address. All are listed at /docs/api.");
}

/** Hashes have one length, so that neither it nor the place of the first difference can be told by time. */
function holdsToken(header: string | undefined, token: string): boolean {
  const given = header?.match(/^Bearer (.+)$/i)?.[1];
  return given !== undefined && timingSafeEqual(sha256(given), sha256(token));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
