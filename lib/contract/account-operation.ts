import type { z } from "zod";

/** Something a person does as themselves, in no workspace yet: signing up, accepting an invitation, ending sessions. */
export interface AccountOperation<
  Id extends string = string,
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> {
  readonly id: Id;
  readonly summary: string;
  readonly kind: "query" | "mutation";
  /** `anyone` needs no session. */
  readonly who: "anyone" | "person";
  readonly input: Input;
  readonly output: Output;
}

export function accountOperation<const Id extends string, Input extends z.ZodType, Output extends z.ZodType>(
  definition: AccountOperation<Id, Input, Output>,
): AccountOperation<Id, Input, Output> {
  return definition;
}
