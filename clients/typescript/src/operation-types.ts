import type { operations, paths } from "./generated/api.ts";

export type Method = "get" | "post" | "put" | "patch" | "delete";
export type OperationId = keyof operations;

type Json<Part> = Part extends { readonly content: { readonly "application/json": infer Body } } ? Body : never;

/** What an operation takes as its body. */
export type Body<Id extends OperationId> = BodyOf<operations[Id]>;
type BodyOf<Operation> = Operation extends { readonly requestBody?: infer Part } ? Json<NonNullable<Part>> : never;

/** What an operation answers when it succeeds. */
export type Result<Id extends OperationId> = ResultOf<operations[Id]>;
type ResultOf<Operation> = Operation extends { readonly responses: infer Responses }
  ? { [Status in keyof Responses]: Status extends 200 | 201 | 202 ? Json<Responses[Status]> : never }[keyof Responses]
  : never;

type OperationAt<Verb extends Method, Path extends keyof paths> = paths[Path] extends {
  readonly [Key in Verb]: infer Operation;
}
  ? Operation
  : never;

/** The addresses that take a method. */
export type PathsOf<Verb extends Method> = {
  [Path in keyof paths]: OperationAt<Verb, Path> extends never ? never : Path;
}[keyof paths];

type PathPart<Operation> = Operation extends { readonly parameters: { readonly path: infer Values } }
  ? { readonly path: Values }
  : unknown;
type QueryPart<Operation> = Operation extends { readonly parameters: { readonly query?: infer Values } }
  ? { readonly query?: Values }
  : unknown;
type BodyPart<Operation> = Operation extends { readonly requestBody: unknown }
  ? { readonly body: BodyOf<Operation> }
  : { readonly body?: BodyOf<Operation> };

export type CallInput<Verb extends Method, Path extends PathsOf<Verb>> = PathPart<OperationAt<Verb, Path>> &
  QueryPart<OperationAt<Verb, Path>> &
  BodyPart<OperationAt<Verb, Path>>;
export type CallResult<Verb extends Method, Path extends PathsOf<Verb>> = ResultOf<OperationAt<Verb, Path>>;
