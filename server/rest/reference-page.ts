import { errorCatalog } from "@/lib/contract/errors";
import { escapeHtml, htmlDocument } from "./html-document";
import type { OpenApiDocument, OpenApiOperation } from "./openapi";
import { API_BASE } from "./rest-routes";
import { schemaTable, typeText } from "./schema-table";

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: OpenApiOperation;
}

/** The readable reference: everything on one page, by noun, without a script and without another host. */
export function referencePage(document: OpenApiDocument, publicUrl: string): string {
  const entries = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const body = `<div class="frame">${navigation(document, entries)}<main>${introduction(publicUrl)}
${document.tags.map((tag) => section(tag, entries, publicUrl)).join("\n")}
${schemas(document)}${errors()}</main></div>`;
  return htmlDocument({ title: "Reference", body });
}

const withTag = (entries: readonly Entry[], tag: string) =>
  entries.filter(({ operation }) => operation.tags.includes(tag));

function navigation(document: OpenApiDocument, entries: readonly Entry[]): string {
  const groups = document.tags.map(({ name }) => {
    const items = withTag(entries, name).map(({ method, operation }) => {
      return `<li><a href="#${operation.operationId}">${badge(method)} ${escapeHtml(operation.operationId)}</a></li>`;
    });
    return `<strong>${escapeHtml(name)}</strong><ul>${items.join("")}</ul>`;
  });
  return `<nav aria-label="Operations"><a class="home" href="/">Tellus</a>${groups.join("")}<ul><li><a href="#schemas">Schemas</a></li><li><a href="#errors">Errors</a></li><li><a href="${API_BASE}/openapi.json">openapi.json</a></li></ul></nav>`;
}

function introduction(publicUrl: string): string {
  const curl = `curl ${publicUrl}${API_BASE}/me -H "Authorization: Bearer $TELLUS_KEY"`;
  return `<h1>Tellus HTTP API</h1>
<p>JSON in UTF-8 below <code>${escapeHtml(publicUrl + API_BASE)}</code>. Authenticate with an API key; <code>curl -u "$TELLUS_KEY:"</code> works too. Times are RFC 3339 with zone, ids are opaque. Fields that are not listed are refused.</p>
<pre><code>${escapeHtml(curl)}</code></pre>
<p><strong>Retrying is safe.</strong> Send an <code>Idempotency-Key</code> with a POST or PATCH and the same request is carried out once; the repeated answer says <code>Idempotency-Replayed: true</code>. Telling the same result twice is harmless without one. On 429 and 503 wait <code>Retry-After</code> seconds.</p>
<p><strong>Lists</strong> take <code>limit</code> (at most 1,000) and <code>cursor</code>, and answer <code>{"data": […], "next_cursor": …}</code>.</p>
<p><strong>Limits.</strong> Body 1 MiB, headers 16 KiB, nesting 32, texts 64 KiB. No key may appear twice in an object. JSON has no NaN and no infinities: where they are allowed, send the strings <code>"NaN"</code>, <code>"Infinity"</code>, <code>"-Infinity"</code>.</p>`;
}

function section(tag: OpenApiDocument["tags"][number], entries: readonly Entry[], publicUrl: string): string {
  const operations = withTag(entries, tag.name).map((entry) => operationSection(entry, publicUrl));
  return `<section><h2 id="${escapeHtml(tag.name)}">${escapeHtml(tag.name)}</h2><p class="soft">${escapeHtml(tag.description)}</p>${operations.join("\n")}</section>`;
}

function operationSection({ method, path, operation }: Entry, publicUrl: string): string {
  const content = jsonContent(operation.requestBody);
  return `<article><h3 id="${operation.operationId}">${inlineCode(operation.summary)}</h3>
<p>${badge(method)} <code>${escapeHtml(API_BASE + path)}</code> <span class="soft">${inlineCode(operation.description)}</span></p>
${parameterTable(operation)}${content === undefined ? "" : `<h4>Body</h4>${schemaTable(content.schema)}`}
<pre><code>${escapeHtml(curlCommand({ method, path, operation }, publicUrl))}</code></pre>
<h4>Answers</h4>${answers(operation)}</article>`;
}

function badge(method: string): string {
  return `<span class="method ${method}">${method.toUpperCase()}</span>`;
}

function inlineCode(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

interface JsonContent {
  readonly schema: unknown;
  readonly example?: unknown;
}

function jsonContent(holder: Readonly<Record<string, unknown>> | undefined): JsonContent | undefined {
  // The shape `openapi.ts` writes.
  const content = holder?.content as Readonly<Record<string, JsonContent>> | undefined;
  return content?.["application/json"] ?? content?.["text/event-stream"];
}

function parameterTable(operation: OpenApiOperation): string {
  if (operation.parameters.length === 0) return "";
  const rows = operation.parameters.map(({ name, in: place, required, description, schema }) => {
    const note = [required ? "required" : "", String(place)].filter(Boolean).join(", ");
    return `<tr><td><code>${escapeHtml(String(name))}</code></td><td>${escapeHtml(typeText(schema))}<br><span class="soft">${note}</span></td><td>${inlineCode(String(description ?? ""))}</td></tr>`;
  });
  return `<h4>Parameters</h4><table>${rows.join("")}</table>`;
}

function curlCommand({ method, path, operation }: Entry, publicUrl: string): string {
  const address =
    publicUrl + API_BASE + path.replaceAll(/\{(\w+)_id\}/g, (_match, noun: string) => `$${noun.toUpperCase()}_ID`);
  const example = jsonContent(operation.requestBody)?.example;
  return [
    `curl ${method === "get" ? "" : `-X ${method.toUpperCase()} `}${address}`,
    `-H "Authorization: Bearer $TELLUS_KEY"`,
    ...(holdsBytes(operation.requestBody) ? ["-T file"] : []),
    ...(holdsBytes(operation.responses["200"]) ? ["-o file"] : []),
    ...(example === undefined ? [] : [`-H "Content-Type: application/json"`, `-d '${JSON.stringify(example)}'`]),
  ].join(" \\\n  ");
}

/** Whether bytes come with a request, or with an answer. */
function holdsBytes(holder: Readonly<Record<string, unknown>> | undefined): boolean {
  return Object.keys(Object(holder?.content)).includes("application/octet-stream");
}

/** What is said of an answer without JSON: refusals are lists of codes. */
function wordsOf(status: string, description: string): string {
  return Number(status) < 400 ? `${escapeHtml(description)}: bytes` : errorLinks(description);
}

function answers(operation: OpenApiOperation): string {
  const rows = Object.entries(operation.responses).map(([status, response]) => {
    const content = jsonContent(response);
    const shown =
      content === undefined
        ? wordsOf(status, String(response.description))
        : `${escapeHtml(String(response.description))}: ${escapeHtml(typeText(content.schema))}`;
    return `<tr><td><code>${status}</code></td><td>${shown}</td></tr>`;
  });
  return `<table>${rows.join("")}</table>`;
}

function errorLinks(description: string): string {
  return description
    .split(" · ")
    .map(
      (part) =>
        `<a href="/docs/errors/${escapeHtml(part.split(":", 1)[0] ?? "")}">${escapeHtml(part.split(":", 1)[0] ?? "")}</a>`,
    )
    .join(", ");
}

function schemas(document: OpenApiDocument): string {
  const parts = Object.entries(document.components.schemas ?? {}).map(([name, schema]) => {
    return `<h3 id="schema-${escapeHtml(name)}">${escapeHtml(name)}</h3>${schemaTable(schema)}`;
  });
  return `<section><h2 id="schemas">Schemas</h2>${parts.join("")}</section>`;
}

function errors(): string {
  const rows = Object.entries(errorCatalog).map(([code, { status, title }]) => {
    return `<tr><td><code>${status}</code></td><td><a href="/docs/errors/${code}">${code}</a></td><td>${escapeHtml(title)}</td></tr>`;
  });
  return `<section><h2 id="errors">Errors</h2><p>Refusals are <code>application/problem+json</code> (RFC 9457). Decide by <code>code</code>.</p><table>${rows.join("")}</table></section>`;
}
