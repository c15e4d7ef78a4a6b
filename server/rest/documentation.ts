import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Hono } from "hono";
import { errorCatalog } from "@/lib/contract/errors";
import { AppError } from "@/server/kernel/app-error";
import type { ApiBindings } from "./api-context";
import { documentStyle, htmlDocument } from "./html-document";
import { renderMarkdown } from "./markdown";
import { makeOpenApiDocument } from "./openapi";
import { referencePage } from "./reference-page";
import { API_BASE } from "./rest-routes";

interface Documentation {
  readonly publicUrl: string;
  readonly docsDirectory: string;
}

/** The OpenAPI document, the readable reference made from it, and a page for each error code. None needs a key. */
export function addDocumentation(app: Hono<ApiBindings>, { publicUrl, docsDirectory }: Documentation): void {
  const openApi = makeOpenApiDocument();
  const openApiText = JSON.stringify(openApi);
  const reference = referencePage(openApi, publicUrl);
  app.get(`${API_BASE}/openapi.json`, (context) => {
    context.set("route", `${API_BASE}/openapi.json`);
    return new Response(openApiText, { headers: publicHeaders("application/json", context.var.requestId) });
  });
  app.get("/docs/api", (context) => {
    context.set("route", "/docs/api");
    return page(reference, context.var.requestId);
  });
  app.get("/docs/errors/:code", async (context) => {
    context.set("route", "/docs/errors/{code}");
    const code = context.req.param("code");
    // The closed list is also what keeps other file names out.
    if (!Object.hasOwn(errorCatalog, code)) throw new AppError("not_found", "There is no such error code.");
    const markdown = await readFile(path.join(docsDirectory, "errors", `${code}.md`), "utf8");
    return page(htmlDocument({ title: code, body: `<main>${renderMarkdown(markdown)}</main>` }), context.var.requestId);
  });
}

const styleHash = createHash("sha256").update(documentStyle).digest("base64");
/** The pages need their one style and nothing else, so nothing else is allowed. */
const CONTENT_POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

function page(html: string, requestId: string): Response {
  return new Response(html, {
    headers: {
      ...publicHeaders("text/html; charset=utf-8", requestId),
      "Content-Security-Policy": CONTENT_POLICY,
      "Referrer-Policy": "no-referrer",
    },
  });
}

function publicHeaders(type: string, requestId: string): Record<string, string> {
  return {
    "Content-Type": type,
    "Cache-Control": "public, max-age=60",
    "X-Content-Type-Options": "nosniff",
    "X-Request-Id": requestId,
  };
}
