import type { IncomingMessage } from "node:http";
import { ArtifactContent } from "@/lib/contract/artifact";
import type { FieldError } from "@/lib/contract/errors";
import type { OperationId } from "@/lib/contract/operations";
import type { Actor } from "@/server/kernel/actor";
import { AppError } from "@/server/kernel/app-error";
import { isAtOrBelow, pointedAtCaller } from "@/server/kernel/caller-pointers";
import type { Context, IncomingContent, Quota } from "@/server/kernel/context";
import type { ServiceResult } from "@/server/kernel/service";
import { readJsonBody, refuseBody } from "./body";
import { contentReply } from "./content-reply";
import { idempotencyKey, lastEventId, matchedVersion } from "./decode-headers";
import { decodeQuery } from "./decode-query";
import { eventStreamReply } from "./event-stream";
import { incomingContent } from "./incoming-content";
import { pointerStep } from "./json-pointer";
import { jsonReply } from "./reply";
import type { RestRoute } from "./rest-routes";

/** What the adapter needs of a service: everything else about it is the kernel's business. */
export interface RunnableService {
  run(context: Context, input: unknown): Promise<ServiceResult<unknown>>;
}

export interface EndpointDependencies {
  readonly services: Readonly<Record<OperationId, RunnableService>>;
  readonly authenticate: (authorizationHeader: string | undefined) => Promise<Actor>;
  readonly createContext: (request: {
    readonly actor: Actor;
    readonly requestId: string;
    readonly idempotencyKey?: string;
    readonly content?: IncomingContent;
    readonly signal: AbortSignal;
    readonly recheckActor?: () => Promise<Actor>;
    readonly quota?: Quota;
  }) => Context;
  /** What a caller may still do; absent where nothing is limited. */
  readonly quotaOf?: ((actor: Actor) => Quota) | undefined;
  /** Hears of what breaks after the answer has begun. */
  readonly onStreamError: (error: unknown) => void;
}

export interface EndpointRequest {
  readonly incoming: IncomingMessage;
  readonly requestId: string;
  /** Decoded path placeholders. */
  readonly path: Readonly<Record<string, string>>;
  /** With its question mark, or empty. */
  readonly search: string;
  readonly signal: AbortSignal;
  /** Headers for the answer, whatever it is. */
  readonly announce?: (headers: Readonly<Record<string, string>>) => void;
}

/** Authenticate, decode, call one service, encode. Nothing else happens between HTTP and an operation. */
export async function answerOperation(
  route: RestRoute,
  { services, authenticate, createContext, quotaOf, onStreamError }: EndpointDependencies,
  request: EndpointRequest,
): Promise<Response> {
  const { incoming, requestId, signal } = request;
  const actor = await authenticate(incoming.headers.authorization);
  const key = route.takesBody ? idempotencyKey(incoming) : undefined;
  const input = await decodeInput(route, request);
  const recheckActor = () => authenticate(incoming.headers.authorization);
  const quota = quotaOf?.(actor);
  const context = createContext({
    actor,
    requestId,
    signal,
    ...(quota === undefined ? {} : { quota }),
    recheckActor,
    ...(route.operation.content === "taken" ? { content: incomingContent(incoming) } : {}),
    ...(key === undefined ? {} : { idempotencyKey: key }),
  });
  const { output, replayed, content } = await run(route, services[route.operationId], context, input).finally(() => {
    if (quota !== undefined) request.announce?.(quota.headers());
  });
  if (route.stream !== undefined) {
    const items = output as AsyncIterable<unknown>; // what an operation that streams gives
    return eventStreamReply({ items, message: route.stream.message, requestId, onError: onStreamError });
  }
  if (content !== undefined) {
    const isWanted = incoming.method !== "HEAD";
    if (!isWanted) await content[Symbol.asyncIterator]().return?.();
    return contentReply({ about: ArtifactContent.parse(output), content: isWanted ? content : NO_BYTES, requestId });
  }
  const { status, headers } = route.binding;
  return jsonReply({
    status: typeof status === "number" ? status : status.of(output),
    body: output,
    requestId,
    headers: { ...headers?.(output), ...(replayed ? { "Idempotency-Replayed": "true" } : {}) },
  });
}

/** Of an answer to HEAD, whose body nobody reads or ends. */
const NO_BYTES: AsyncIterable<Uint8Array> = { async *[Symbol.asyncIterator]() {} };

/** A header that is longer asks for nothing that is given. */
const RANGE_LENGTH_MAX = 200;

async function decodeInput(route: RestRoute, request: EndpointRequest): Promise<Record<string, unknown>> {
  const query = decodeQuery(request.search, route);
  const { ifMatch, range } = route.binding;
  const asked = range === undefined ? undefined : request.incoming.headers.range?.slice(0, RANGE_LENGTH_MAX);
  const version = ifMatch === undefined ? undefined : matchedVersion(request.incoming);
  const position = route.stream?.lastEventId;
  const last = position === undefined ? undefined : lastEventId(request.incoming);
  if (!route.takesBody && route.operation.content !== "taken") refuseBody(request.incoming);
  const body = route.takesBody ? fieldsOf(await readJsonBody(request.incoming), route) : {};
  return {
    ...body,
    ...query,
    ...(ifMatch === undefined || version === undefined ? {} : { [ifMatch]: version }),
    ...(range === undefined || asked === undefined ? {} : { [range]: asked }),
    ...(position === undefined || last === undefined ? {} : { [position]: last }),
    ...request.path,
  };
}

/** The body's fields, none of which may stand for something that comes from the address or a header. */
function fieldsOf(body: unknown, route: RestRoute): Record<string, unknown> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    const detail = "The body must be a JSON object.";
    throw new AppError("invalid_input", detail, { errors: [{ pointer: "", code: "invalid_type", detail }] });
  }
  const errors: FieldError[] = [];
  for (const name of Object.keys(body)) {
    const place = placeOutsideBody(name, route);
    if (place === undefined) continue;
    errors.push({
      pointer: pointerStep(name),
      code: "unknown_field",
      detail: `Not a field of the body: it belongs into ${place}.`,
    });
  }
  const [first] = errors;
  if (first !== undefined) throw new AppError("invalid_input", `${first.pointer}: ${first.detail}`, { errors });
  return { ...body };
}

function placeOutsideBody(name: string, route: RestRoute): string | undefined {
  if (route.pathFields.includes(name)) return "the path";
  if (route.queryFields.has(name)) return `the query, as in ?${name}=…`;
  return name === route.binding.ifMatch ? "the header If-Match" : undefined;
}

async function run(
  route: RestRoute,
  service: RunnableService,
  context: Context,
  input: unknown,
): Promise<ServiceResult<unknown>> {
  try {
    return await service.run(context, input);
  } catch (error) {
    throw error instanceof AppError && error.errors.length > 0 ? withHttpPointers(error, route) : error;
  }
}

/** Services point into the operation's input; callers see where they wrote it. */
const withHttpPointers = (error: AppError, route: RestRoute): AppError =>
  pointedAtCaller(error, { addressFields: route.pathFields, toPointer: (pointer) => httpPointer(pointer, route) });

function httpPointer(pointer: string, route: RestRoute): string {
  const { lastEventId: position } = route.stream ?? {};
  if (position !== undefined && isAtOrBelow(pointer, position)) return "/header/Last-Event-ID";
  for (const name of route.queryFields.keys()) if (isAtOrBelow(pointer, name)) return `/query${pointer}`;
  return pointer;
}
