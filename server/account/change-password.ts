import * as contract from "@/lib/contract/account";
import { checkCredentials } from "@/server/auth/check-credentials";
import { hashPassword } from "@/server/auth/password";
import { AppError } from "@/server/kernel/app-error";
import { personService } from "./account-service";
import { systemTransaction } from "./system-transaction";

/** Whoever knew the old password is out: every session ends with the change, in the same transaction. */
export const changePassword = personService(contract.changePassword, async ({ context, input, person }) => {
  const { current_password, new_password } = input;
  // The same limits as the sign-in: a stolen session is no way to guess.
  const checked = await checkCredentials({ email: person.email, password: current_password }, context.address);
  if (checked.kind === "wait") {
    throw new AppError("rate_limited", `Too many tries. Try again in ${Math.ceil(checked.seconds / 60)} min.`, {
      retryAfterSeconds: checked.seconds,
    });
  }
  if (checked.kind === "wrong") {
    const detail = "This is not your present password.";
    throw new AppError("invalid_input", detail, { errors: [{ pointer: "/current_password", code: "custom", detail }] });
  }
  const passwordHash = await hashPassword(new_password);
  const ended = await systemTransaction(async (client) => {
    await client.query("update person set password_hash = $2 where id = $1", [person.personId, passwordHash]);
    const { rowCount } = await client.query("delete from session where person_id = $1", [person.personId]);
    return rowCount ?? 0;
  });
  return { ended };
});
