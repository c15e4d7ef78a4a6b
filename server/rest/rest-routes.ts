import { z } from "zod";
import type { HttpMethod, Operation, RestBinding, StreamBinding } from "@/lib/contract/operation";
import { type OperationId, operations } from "@/lib/contract/operations";

export const API_BASE = "/api/v1";

/** `array`: items with commas between them. */
export type QueryType = "string" | "number" | "integer" | "boolean" | "array";

/** How one operation is reached over HTTP: what of its input comes from where. */
export interface RestRoute {
  readonly operation: Operation;
  readonly operationId: OperationId;
  readonly method: HttpMethod;
  /** With `{placeholders}`, below `/api/v1`. */
  readonly path: string;
  readonly binding: RestBinding<unknown>;
  /** Set where the answer is a stream of items. */
  readonly stream: StreamBinding<unknown> | undefined;
  readonly pathFields: readonly string[];
  readonly queryFields: ReadonlyMap<string, QueryType>;
  readonly takesBody: boolean;
}

/** The routes of every operation that has a REST binding; nothing else is reachable below `/api/v1` but openapi.json. */
export const restRoutes: readonly RestRoute[] = operations.flatMap((definition) => {
  // Widening is sound: the router hands `rest` functions only what `output` of the same operation has parsed.
  const operation = definition as unknown as Operation;
  return operation.rest === undefined ? [] : [toRoute(operation, definition.id, operation.rest)];
});

function toRoute(operation: Operation, operationId: OperationId, binding: RestBinding<unknown>): RestRoute {
  const types = fieldTypes(operation.input);
  const pathFields = [...binding.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
  const stream = "message" in binding ? (binding as StreamBinding<unknown>) : undefined; // only streams have messages
  const headerFields = [binding.ifMatch, binding.range, stream?.lastEventId].filter((name) => name !== undefined);
  const takesBody = binding.method === "POST" || binding.method === "PATCH";
  const queryNames = takesBody
    ? (binding.query ?? [])
    : [...types.keys()].filter((name) => !pathFields.includes(name) && !headerFields.includes(name));
  const undeclared = [...pathFields, ...queryNames, ...headerFields];
  for (const name of undeclared) {
    if (!types.has(name))
      throw new Error(`${operationId}: its REST binding names ${name}, which its input does not have.`);
  }
  return {
    operation,
    operationId,
    method: binding.method,
    path: binding.path,
    binding,
    stream,
    pathFields,
    queryFields: new Map(queryNames.map((name) => [name, types.get(name) ?? "string"])),
    takesBody,
  };
}

/** Read off the JSON Schema, so that no knowledge of zod's insides is needed to see through defaults and refinements. */
function fieldTypes(input: z.ZodType): ReadonlyMap<string, QueryType> {
  const { properties = {} } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
  return new Map(Object.entries(properties).map(([name, schema]) => [name, queryType(schema)]));
}

function queryType(schema: z.core.JSONSchema._JSONSchema): QueryType {
  const type = typeof schema === "object" ? schema.type : undefined;
  return type === "number" || type === "integer" || type === "boolean" || type === "array" ? type : "string";
}
