import type { Body } from "./operation-types.ts";

export type SearchSpace = Body<"study.create">["search_space"];

/** The assignments that a search space written as a literal gives. A parameter with `when` may be absent. */
export type AssignmentsOf<Space> = {
  readonly [Name in keyof Space as Space[Name] extends { readonly when: unknown } ? never : Name]: ValueOf<Space[Name]>;
} & {
  readonly [Name in keyof Space as Space[Name] extends { readonly when: unknown } ? Name : never]?: ValueOf<
    Space[Name]
  >;
};

type ValueOf<Parameter> = Parameter extends { readonly type: "float" | "int" }
  ? number
  : Parameter extends { readonly type: "bool" }
    ? boolean
    : Parameter extends { readonly type: "categorical"; readonly choices: readonly (infer Choice)[] }
      ? Choice
      : Parameter extends { readonly type: "ordinal"; readonly values: readonly (infer Value)[] }
        ? Value
        : Parameter extends { readonly type: "fixed"; readonly value: infer Value }
          ? Value
          : string | number | boolean | null;
