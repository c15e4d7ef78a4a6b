import { initTRPC } from "@trpc/server";
import type { z } from "zod";
import { acceptInvitation } from "@/server/account/accept-invitation";
import type { AccountContext } from "@/server/account/account-context";
import type { AccountService } from "@/server/account/account-service";
import { changePassword } from "@/server/account/change-password";
import { createWorkspace } from "@/server/account/create-workspace";
import { endAllSessions } from "@/server/account/end-all-sessions";
import { endSession } from "@/server/account/end-session";
import { joinWorkspace } from "@/server/account/join-workspace";
import { listSessions } from "@/server/account/list-sessions";
import { readAccount } from "@/server/account/read-account";
import { readInvitation } from "@/server/account/read-invitation";
import { setUp } from "@/server/account/set-up";
import { signUp } from "@/server/account/sign-up";
import { errorFormatter } from "./error-formatter";
import { toTrpcError } from "./trpc-error";

const t = initTRPC.context<AccountContext>().create({ isDev: false, errorFormatter });

const procedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (result.ok || result.error.cause === undefined) return result;
  throw toTrpcError(result.error.cause);
});

function query<Input extends z.ZodType, Output extends z.ZodType>(service: AccountService<Input, Output>) {
  return procedure.input(unparsed<z.input<Input>>).query(({ ctx, input }) => service.run(ctx, input));
}

/** The service itself refuses what did not come from a page of ours. */
function mutation<Input extends z.ZodType, Output extends z.ZodType>(service: AccountService<Input, Output>) {
  return procedure.input(unparsed<z.input<Input>>).mutation(({ ctx, input }) => service.run(ctx, input));
}

/** Gives the input its static type; the service parses it. */
function unparsed<Input>(raw: unknown): Input {
  return raw as Input;
}

/** What a person does as themselves, at an address of its own: no workspace is involved yet. */
export const accountRouter = t.router({
  read: query(readAccount),
  setUp: mutation(setUp),
  signUp: mutation(signUp),
  createWorkspace: mutation(createWorkspace),
  readInvitation: query(readInvitation),
  acceptInvitation: mutation(acceptInvitation),
  joinWorkspace: mutation(joinWorkspace),
  listSessions: query(listSessions),
  endSession: mutation(endSession),
  endAllSessions: mutation(endAllSessions),
  changePassword: mutation(changePassword),
});
export type AccountRouter = typeof accountRouter;
