import type { z } from "zod";
import type { AccountOperation } from "@/lib/contract/account-operation";
import { parseInput } from "@/lib/contract/parse-input";
import type { SignedInPerson } from "@/server/auth/session-store";
import { AppError } from "@/server/kernel/app-error";
import { invalidInput } from "@/server/kernel/service";
import type { AccountContext } from "./account-context";

export interface AccountService<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly operation: AccountOperation<string, Input, Output>;
  run(context: AccountContext, input: unknown): Promise<z.output<Output>>;
}

interface Call<Input extends z.ZodType> {
  readonly context: AccountContext;
  readonly input: z.output<Input>;
}

/** Binds what anyone may do to its handler. */
export function anyoneService<Input extends z.ZodType, Output extends z.ZodType>(
  operation: AccountOperation<string, Input, Output>,
  handler: (call: Call<Input>) => Promise<z.input<Output>>,
): AccountService<Input, Output> {
  if (operation.who !== "anyone") throw new Error(`${operation.id} needs a person`);
  return bind(operation, handler);
}

/** Binds what a signed-in person may do, for themselves, to its handler. */
export function personService<Input extends z.ZodType, Output extends z.ZodType>(
  operation: AccountOperation<string, Input, Output>,
  handler: (call: Call<Input> & { readonly person: SignedInPerson }) => Promise<z.input<Output>>,
): AccountService<Input, Output> {
  return bind(operation, async ({ context, input }) => {
    const person = await context.person();
    if (person === null) throw new AppError("unauthenticated", "You are signed out. Sign in again.");
    return handler({ context, input, person });
  });
}

/** The only place where account operations refuse foreign writes and parse; parsing the output strips what is not declared. */
function bind<Input extends z.ZodType, Output extends z.ZodType>(
  operation: AccountOperation<string, Input, Output>,
  perform: (call: Call<Input>) => Promise<z.input<Output>>,
): AccountService<Input, Output> {
  return {
    operation,
    async run(context, rawInput) {
      if (operation.kind === "mutation" && !context.mayWrite) {
        throw new AppError("forbidden", "This request did not come from a page of Tellus.");
      }
      const parsed = parseInput(operation.input, rawInput);
      if (!parsed.success) throw invalidInput(parsed.error);
      return operation.output.parse(await perform({ context, input: parsed.data }));
    },
  };
}
