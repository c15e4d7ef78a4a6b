import * as contract from "@/lib/contract/account";
import { hashPassword } from "@/server/auth/password";
import { AppError } from "@/server/kernel/app-error";
import { limitAccountTries } from "./account-limits";
import { anyoneService } from "./account-service";
import { addFirstPerson, lockEmptyServer } from "./first-person";
import { hashSetUpCode } from "./set-up-code";
import { systemTransaction } from "./system-transaction";

/** Works once, on an empty database, for whoever read the code off the server's output (S11). */
export const setUp = anyoneService(contract.setUp, async ({ context, input }) => {
  limitAccountTries("set-up", context.address);
  const { code, name, email, password, workspace } = input;
  const passwordHash = await hashPassword(password);
  const slug = await systemTransaction(async (client) => {
    if (!(await lockEmptyServer(client))) {
      throw new AppError("state_conflict", "This server is set up already. Sign in, or ask for an invitation.");
    }
    const { rows } = await client.query("select 1 from set_up_code where code_hash = $1", [hashSetUpCode(code)]);
    if (rows.length === 0) {
      const detail = "This is not the code. It stands in the server's output; each start prints a new one.";
      throw new AppError("invalid_input", detail, { errors: [{ pointer: "/code", code: "custom", detail }] });
    }
    return addFirstPerson(client, { name, email, passwordHash, workspace, requestId: context.requestId });
  });
  return { slug };
});
