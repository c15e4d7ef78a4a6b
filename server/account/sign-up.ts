import * as contract from "@/lib/contract/account";
import { hashPassword } from "@/server/auth/password";
import { maySignUp } from "@/server/auth/sign-up-policy";
import { env } from "@/server/env";
import { AppError } from "@/server/kernel/app-error";
import { toApiId } from "@/server/kernel/ids";
import { limitAccountTries } from "./account-limits";
import { anyoneService } from "./account-service";
import { isEmptyServer } from "./first-person";
import { addPerson, knownKey } from "./new-person";
import { systemTransaction } from "./system-transaction";

/** An account alone opens nothing: each workspace invites its people. */
export const signUp = anyoneService(contract.signUp, async ({ context, input: { name, email, password } }) => {
  if (env().signUp.mode === "closed") {
    throw new AppError("forbidden", "Sign-up is closed on this server. Ask a member of your team for an invitation.");
  }
  limitAccountTries("sign-up", context.address);
  if (!maySignUp(knownKey(email))) {
    const detail = "Accounts are open to addresses of this server's own domains only.";
    throw new AppError("forbidden", detail, { errors: [{ pointer: "/email", code: "custom", detail }] });
  }
  if (await isEmptyServer()) {
    throw new AppError("state_conflict", "This server is not set up yet. Its operator makes the first account.");
  }
  const passwordHash = await hashPassword(password);
  const id = await systemTransaction((client) => addPerson(client, { name, email, passwordHash }));
  return { id: toApiId("per", id) };
});
