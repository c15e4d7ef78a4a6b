import type { MiddlewareHandler } from "hono";
import { AppError } from "@/server/kernel/app-error";
import type { ApiBindings } from "./api-context";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses writes that a page of another origin makes a browser send (S10). Keys go into a header, but a browser that was
 * given one by Basic sign-in would add it by itself. Programs send no Origin.
 */
export function refuseForeignOrigin(ownOrigin: string): MiddlewareHandler<ApiBindings> {
  return async (context, next) => {
    const { origin } = context.env.incoming.headers;
    if (origin !== undefined && origin !== ownOrigin && !SAFE_METHODS.has(context.req.method)) {
      throw new AppError("forbidden", "Writes from a page of another origin are refused. Call the API from a program.");
    }
    await next();
  };
}
