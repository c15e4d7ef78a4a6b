import type { z } from "zod";
import { commonErrors, type ErrorCode, errorCatalog } from "@/lib/contract/errors";
import { Problem } from "@/lib/contract/problem";
import { searchSpaceSchemas } from "@/lib/contract/search-space";
import { collectSchemas, type JsonSchema, type SchemaCollection } from "./openapi-schemas";
import { operationExamples } from "./operation-examples";
import { API_BASE, type RestRoute, restRoutes } from "./rest-routes";

export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Readonly<Record<string, unknown>>[];
  readonly requestBody?: Readonly<Record<string, unknown>>;
  readonly responses: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly { readonly url: string }[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const TAGS: Readonly<Record<string, string>> = {
  me: "Who a key is.",
  project: "Projects hold studies.",
  study: "A study is one optimization: a search space, objectives, a sampler, limits.",
  artifact: "An artifact is a file of a trial that is kept here: a checkpoint, or anything else.",
  webhook: "A webhook is an address of yours that events are sent to.",
  trial: "A trial is one evaluation: ask for it, measure while it runs, tell its result.",
};

/** The OpenAPI 3.1 document of the API, all of it derived from the contract. The same contract gives the same bytes. */
export function makeOpenApiDocument(): OpenApiDocument {
  const schemas = collectSchemas();
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const route of restRoutes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: describe(route, schemas) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tellus",
      version: "v1",
      summary: "Ask for hyperparameters, tell the results.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: API_BASE }],
    security: [{ bearer: [] }, { basic: [] }],
    tags: [...new Set(restRoutes.map(tagOf))].map((name) => ({ name, description: TAGS[name] ?? name })),
    paths,
    components: {
      schemas: components(schemas),
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "An API key: `tellus_…`." },
        basic: { type: "http", scheme: "basic", description: "The API key as user name, for `curl -u`." },
      },
    },
  };
}

/** All components, the problem that every refusal is among them, with the search space as users must write it in place of the outer shape that the contract checks. */
function components(schemas: SchemaCollection): Readonly<Record<string, JsonSchema>> {
  schemas.add(Problem, "response"); // named, so it becomes a component
  const whole = Object.entries(searchSpaceSchemas).map(([name, schema]) => [name, schemas.add(schema, "request")]);
  return { ...schemas.components(), ...Object.fromEntries(whole) };
}

function tagOf(route: RestRoute): string {
  return route.operationId.split(".", 1)[0] ?? route.operationId;
}

function describe(route: RestRoute, schemas: SchemaCollection): OpenApiOperation {
  const { operation, binding } = route;
  const input = schemas.add(operation.input, "request");
  const scopes = [operation.scope].flat().map((scope) => `\`${scope}\``);
  const scope = operation.scope === "any" ? "Every key may call it." : `Needs the scope ${scopes.join(" or ")}.`;
  return {
    operationId: operation.id,
    summary: operation.summary,
    description: scope,
    tags: [tagOf(route)],
    parameters: parameters(route, input),
    ...(route.takesBody ? { requestBody: requestBody(route, input) } : {}),
    ...(operation.content === "taken" ? { requestBody: BYTES_BODY } : {}),
    responses: {
      ...successes({ output: operation.output, binding, isStream: route.stream !== undefined, operation }, schemas),
      ...refusals(route),
    },
  };
}

const BYTES_BODY = {
  required: true,
  content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
};

type Properties = Readonly<Record<string, JsonSchema>>;

const propertiesOf = (input: JsonSchema) => (input.properties ?? {}) as Properties; // every input is an object
const requiredOf = (input: JsonSchema) => (input.required ?? []) as readonly string[];

function parameters(route: RestRoute, input: JsonSchema): Readonly<Record<string, unknown>>[] {
  const properties = propertiesOf(input);
  const field = (place: "path" | "query") => (name: string) => {
    const { description, ...schema } = properties[name] ?? {};
    const required = place === "path" || requiredOf(input).includes(name);
    const commas = schema.type === "array" ? { style: "form", explode: false } : {};
    return { name, in: place, required, ...(description === undefined ? {} : { description }), ...commas, schema };
  };
  const header = (name: string, description: string, schema: JsonSchema) => ({
    name,
    in: "header",
    required: false,
    description,
    schema,
  });
  return [
    ...route.pathFields.map(field("path")),
    ...[...route.queryFields.keys()].map(field("query")),
    ...(route.binding.ifMatch === undefined
      ? []
      : [
          header("If-Match", "The ETag of the version to change; refused with 412 if there is a newer one.", {
            type: "string",
          }),
        ]),
    ...(route.binding.range === undefined
      ? []
      : [header("Range", String(properties[route.binding.range]?.description), { type: "string" })]),
    ...(route.stream?.lastEventId === undefined
      ? []
      : [
          header("Last-Event-ID", "The id of the last event received: the stream goes on after it.", {
            ...properties[route.stream.lastEventId],
          }),
        ]),
    ...(route.takesBody
      ? [
          header(
            "Idempotency-Key",
            "Of your making; the same request with the same key is carried out once and answered alike.",
            {
              type: "string",
              pattern: "^[\\x21-\\x7e]{1,255}$",
            },
          ),
        ]
      : []),
  ];
}

function requestBody(route: RestRoute, input: JsonSchema): Readonly<Record<string, unknown>> {
  const elsewhere = new Set([...route.pathFields, ...route.queryFields.keys(), route.binding.ifMatch]);
  const required = requiredOf(input).filter((name) => !elsewhere.has(name));
  const properties = Object.fromEntries(Object.entries(propertiesOf(input)).filter(([name]) => !elsewhere.has(name)));
  const schema = { ...input, properties, required: required.length === 0 ? undefined : required };
  const example = operationExamples[route.operationId];
  return {
    required: required.length > 0,
    content: {
      "application/json": { schema: JSON.parse(JSON.stringify(schema)), ...(example === undefined ? {} : { example }) },
    },
  };
}

interface Success {
  readonly output: z.ZodType;
  readonly binding: RestRoute["binding"];
  readonly isStream: boolean;
  readonly operation: Pick<RestRoute["operation"], "content">;
}

function successes(
  { output, binding: { status }, isStream, operation }: Success,
  schemas: SchemaCollection,
): Record<string, Readonly<Record<string, unknown>>> {
  if (operation.content === "given") {
    const content = { "application/octet-stream": { schema: { type: "string", format: "binary" } } };
    return {
      200: { description: "All of it", content },
      206: { description: "The range that was asked for", content },
    };
  }
  const schema = schemas.add(output, "response");
  if (isStream) {
    const description =
      "Server-sent events. The data of each is JSON of this shape; lines that start with : are nothing";
    return { 200: { description, content: { "text/event-stream": { schema } } } };
  }
  const statuses = typeof status === "number" ? [status] : [...status.possible].sort();
  const texts: Readonly<Record<number, string>> = {
    200: "Done",
    201: "Created",
    202: "Nothing to hand out now; ask again",
  };
  return Object.fromEntries(
    statuses.map((code) => [code, { description: texts[code] ?? "Done", content: { "application/json": { schema } } }]),
  );
}

const ONLY_WITH_BODY: ReadonlySet<ErrorCode> = new Set([
  "malformed_json",
  "body_too_deep",
  "body_too_large",
  "unsupported_media_type",
  "forbidden_key",
  "value_not_finite",
  "idempotency_mismatch",
]);

function refusals(route: RestRoute): Record<string, Readonly<Record<string, unknown>>> {
  const common = commonErrors.filter((code) => route.takesBody || !ONLY_WITH_BODY.has(code));
  const codes = [...new Set<ErrorCode>([...common, ...route.operation.errors])];
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = errorCatalog[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, at]) => [status, refusal(at)]));
}

function refusal(codes: readonly ErrorCode[]): Readonly<Record<string, unknown>> {
  const schema = { allOf: [{ $ref: "#/components/schemas/Problem" }], properties: { code: { enum: codes } } };
  return {
    description: codes.map((code) => `${code}: ${errorCatalog[code].title}`).join(" · "),
    content: { "application/problem+json": { schema } },
  };
}
