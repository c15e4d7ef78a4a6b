import { isSameOrigin } from "./same-origin";

/** Whether a request with a cookie may change something: a POST of JSON from a page of ours. GET never may (S10). */
export function isPageWrite(request: Request): boolean {
  return request.method === "POST" && isSameOrigin(request.headers) && isJson(request.headers);
}

/** The refusal of a request that is no read and does not come from a page of ours; `null` lets it through. */
export function refuseForeignWrite(request: Request): Response | null {
  if (request.method === "GET" || isPageWrite(request)) return null;
  if (!isSameOrigin(request.headers)) return refusal(403, "This request did not come from a page of Tellus.");
  return refusal(415, "Send a POST of application/json.");
}

/** Forms of other sites cannot send this type without asking first (CORS), which is never granted. */
function isJson(headers: Headers): boolean {
  return /^application\/json\s*(;|$)/i.test(headers.get("content-type") ?? "");
}

function refusal(status: number, message: string): Response {
  return Response.json({ message }, { status, headers: { "cache-control": "private, no-store" } });
}
