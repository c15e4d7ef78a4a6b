import type { z } from "zod";
import type { ErrorCode } from "./errors";
import type { RequiredScope } from "./scopes";

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** How an operation appears in the HTTP API. Path placeholders name input fields; the rest of the input comes from the query (GET, DELETE) or the body. */
export interface RestBinding<Output> {
  readonly method: HttpMethod;
  /** Below `/api/v1`, e.g. `/studies/{study_id}/ask`. */
  readonly path: `/${string}`;
  /** One status, or one chosen by what the operation returned; every possible status is a key. */
  readonly status: number | { readonly possible: readonly number[]; readonly of: (output: Output) => number };
  /** Input fields taken from the query although the method has a body. */
  readonly query?: readonly string[];
  /** Response headers that follow from the output, e.g. `Retry-After`. */
  readonly headers?: (output: Output) => Readonly<Record<string, string>>;
  /** The input field filled from `If-Match`. */
  readonly ifMatch?: string;
  /** The input field filled from `Range`. */
  readonly range?: string;
}

/** How an operation that streams appears in the HTTP API: as server-sent events, one per item. */
export interface StreamBinding<Item> extends Omit<RestBinding<Item>, "method" | "status"> {
  readonly method: "GET";
  readonly status: 200;
  /** The input field filled from `Last-Event-ID`, which a client sends when it connects again. */
  readonly lastEventId?: string;
  /** The name of an item's event, and the id to go on from. The item itself is its data. */
  readonly message: (item: Item) => { readonly event: string; readonly id?: string };
}

/** Everything that is known about one thing a caller can do; implemented once in `server/services`, exposed by adapters. */
export interface Operation<
  Id extends string = string,
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> {
  readonly id: Id;
  readonly summary: string;
  readonly kind: "query" | "mutation";
  readonly scope: RequiredScope;
  /** Its answer holds a secret that is shown this once: no answer is stored, and a repeated key is refused (S7). */
  readonly showsSecret?: true;
  /** Rate limits count each of its items, which are operations of their own, and not the request around them. */
  readonly countsItems?: true;
  /** Bytes come with the call (a PUT's whole body) or with the answer, beside the input or the output. */
  readonly content?: "taken" | "given";
  readonly input: Input;
  readonly output: Output;
  /** Beyond those every operation can give (unauthenticated, forbidden, invalid_input …). */
  readonly errors: readonly ErrorCode[];
  readonly rest?: RestBinding<z.output<Output>>;
}

export function operation<const Id extends string, Input extends z.ZodType, Output extends z.ZodType>(
  definition: Operation<Id, Input, Output>,
): Operation<Id, Input, Output> {
  return definition;
}

/** An operation that answers with items for as long as the caller listens; `output` is the shape of each. */
export interface StreamOperation<
  Id extends string = string,
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> extends Omit<Operation<Id, Input, Output>, "kind" | "rest" | "showsSecret"> {
  readonly kind: "stream";
  readonly rest: StreamBinding<z.output<Output>>;
}

export function streamOperation<const Id extends string, Input extends z.ZodType, Output extends z.ZodType>(
  definition: Omit<StreamOperation<Id, Input, Output>, "kind">,
): StreamOperation<Id, Input, Output> {
  return { ...definition, kind: "stream" };
}
