import type { z } from "zod";
import type { Operation } from "@/lib/contract/operation";
import type { OperationId } from "@/lib/contract/operations";
import { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { createContext } from "@/server/kernel/create-context";
import type { Service } from "@/server/kernel/service";
import { services } from "@/server/services/registry";
import type { TrpcContext } from "./create-trpc-context";
import { procedure } from "./init";

type Exposable<Input extends z.ZodType, Output extends z.ZodType> = Operation<OperationId, Input, Output>;

/** Offers a reading operation to pages. The service checks the scope and parses, so this adds nothing. */
export function exposeQuery<Input extends z.ZodType, Output extends z.ZodType>(operation: Exposable<Input, Output>) {
  return procedure
    .input(withoutDirection<z.input<Input>>)
    .query(async ({ ctx, input, signal }) => runService({ operation, ctx, input, signal }));
}

/**
 * Offers a writing operation to pages. A cookie travels with requests of other sites too, so a write runs only when the
 * request itself came from a page of ours (S10): here once more, whatever route carried it.
 */
export function exposeMutation<Input extends z.ZodType, Output extends z.ZodType>(operation: Exposable<Input, Output>) {
  return procedure.input(unparsed<z.input<Input>>).mutation(async ({ ctx, input, signal }) => {
    if (!ctx.mayWrite) throw new AppError("forbidden", "This request did not come from a page of Tellus.");
    return runService({ operation, ctx, input, signal });
  });
}

interface Call<Input extends z.ZodType, Output extends z.ZodType> {
  readonly operation: Exposable<Input, Output>;
  readonly ctx: TrpcContext;
  readonly input: unknown;
  readonly signal: AbortSignal | undefined;
}

/** Runs one operation for the person who asks. */
export async function runService<Input extends z.ZodType, Output extends z.ZodType>(
  call: Call<Input, Output>,
): Promise<z.output<Output>> {
  // The registry pairs each id with the service of that very operation; a wrong pair does not compile there.
  const service = services[call.operation.id] as unknown as Service<Input, Output>;
  const { output } = await service.run(await serviceContext(call.ctx, call.signal), call.input);
  return output;
}

async function serviceContext(ctx: TrpcContext, signal: AbortSignal | undefined): Promise<Context> {
  return createContext({ actor: await ctx.actor(), requestId: ctx.requestId, signal: signal ?? ctx.signal });
}

/**
 * Infinite queries of tRPC's client say which way they go beside the cursor. Our cursors go one way, and operations take
 * nothing they do not know.
 */
function withoutDirection<Input>(raw: unknown): Input {
  if (typeof raw !== "object" || raw === null || !("direction" in raw)) return unparsed(raw);
  const { direction: _, ...input } = raw;
  return unparsed(input);
}

/** Gives the input its static type; the service parses it. */
function unparsed<Input>(raw: unknown): Input {
  return raw as Input;
}
