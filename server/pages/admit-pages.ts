import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { AppError } from "@/server/kernel/app-error";
import type { Admit } from "@/server/overload/admission";
import { busyPage } from "./busy-page";

interface PageDoor {
  readonly admit: Admit;
  /** Whether the database is known to be away: no page can be shown then, and each would find out slowly. */
  readonly isAway: () => boolean;
}

/** Pages and their calls give way when there is too much to do (R23), and say so while the database is away (R21). */
export function admitPages({ admit, isAway }: PageDoor, answerPage: RequestListener): RequestListener {
  return (incoming, outgoing) => {
    if (isFile(incoming.url ?? "")) return answerPage(incoming, outgoing);
    if (isAway()) return refuse(incoming, outgoing, AWAY);
    try {
      const leave = admit("page");
      // A stream of live changes stays open for hours and does nothing most of the time.
      if (isStream(incoming)) leave();
      else outgoing.once("close", leave);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return refuse(incoming, outgoing, error);
    }
    return answerPage(incoming, outgoing);
  };
}

const AWAY = new AppError(
  "unavailable",
  "The database cannot be reached right now. What was stored is safe, and training goes on; this page comes back by itself.",
  { retryAfterSeconds: 2 },
);

/** Scripts, styles, fonts, icons: read from memory or disk. */
const isFile = (url: string): boolean => url.startsWith("/_next/") || /^\/[^/?]+\.(?:ico|svg|png|txt)$/.test(url);

const isStream = ({ headers }: IncomingMessage): boolean => headers.accept === "text/event-stream";

function refuse(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { message, status, retryAfterSeconds = 2 }: AppError,
): void {
  const isCall = (incoming.url ?? "").startsWith("/api/");
  const body = isCall ? trpcRefusal(message) : busyPage({ message, retryAfterSeconds });
  outgoing.writeHead(status, {
    "Content-Type": isCall ? "application/json" : "text/html; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "Retry-After": String(retryAfterSeconds),
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  });
  outgoing.end(incoming.method === "HEAD" ? undefined : body);
}

/** As a page's call reads every refusal (server/trpc/error-formatter.ts); next-auth's own calls only look at the status. */
function trpcRefusal(message: string): string {
  return JSON.stringify({
    error: {
      message,
      code: -32_603,
      data: { code: "SERVICE_UNAVAILABLE", httpStatus: 503, appCode: "unavailable", fields: [] },
    },
  });
}
